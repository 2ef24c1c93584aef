namespace Fixture.Tool;

/// <summary>Version 2: the method of version 1 is gone.</summary>
public static class Tool
{
    /// <summary>State of its own in each plugin that carries it.</summary>
    public static int Calls { get; private set; }

    public static string Tell(string _)
    {
        Calls++;
        return $"{typeof(Tool).Assembly.GetName().Version!.ToString(3)} called {Calls}";
    }
}
