using HAMgm.ScriptHost;
using HAMgm.ScriptHost.Testing;

switch (args.FirstOrDefault())
{
    case "--worker":
        return WorkerLoop.Run();
    case "--test":
        return TestCommand.Run(TestOptions.Parse(args[1..]));
    case "--version":
        Console.WriteLine($"hamgm-script-host {typeof(WorkerLoop).Assembly.GetName().Version!.ToString(3)}");
        return 0;
    default:
        Console.Error.WriteLine("hamgm-script-host runs scripts for hamgm-service; by hand it tests one.");
        Console.Error.WriteLine(TestOptions.Usage);
        return 2;
}
