// What is timed is timed alone: one laboratory at a time on a machine of few cores.
[assembly: DoNotParallelize]
