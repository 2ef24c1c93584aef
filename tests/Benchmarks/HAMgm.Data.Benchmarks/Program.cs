using HAMgm.Data.Benchmarks;

// hamgm-data-bench [FOLDER]          everything, on the disk of FOLDER (default: the temporary folder)
// hamgm-data-bench --start FOLDER    opens the database of FOLDER once and prints how long it took; for the cold start
if (args is ["--start", var existing])
{
    await StartUp.MeasureHereAsync(existing);
    return 0;
}

var parent = args is [var given] ? given : Path.GetTempPath();
var folder = Directory.CreateDirectory(Path.Combine(parent, $"hamgm-data-bench-{Environment.ProcessId}"));
try
{
    Figures.Print("disk", new DriveInfo(folder.FullName).DriveFormat);
    var sync = SyncCost.Measure(folder.FullName);
    await Memory.MeasureAsync(Path.Combine(folder.FullName, "memory"));
    await Reads.MeasureAsync(Path.Combine(folder.FullName, "reads"));
    await Writes.MeasureAsync(Path.Combine(folder.FullName, "writes"), sync);
    SyncCost.Measure(folder.FullName);
    await StartUp.MeasureAsync(Path.Combine(folder.FullName, "start"));
    return 0;
}
finally
{
    folder.Delete(recursive: true);
}
