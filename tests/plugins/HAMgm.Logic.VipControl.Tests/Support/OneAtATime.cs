// Several tests measure the kernel's time-outs: one at a time.
[assembly: DoNotParallelize]
