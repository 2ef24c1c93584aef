namespace Fixture.Tool;

/// <summary>Version 1.</summary>
public static class Tool
{
    /// <summary>State of its own in each plugin that carries it.</summary>
    public static int Calls { get; private set; }

    public static string Describe()
    {
        Calls++;
        return $"{typeof(Tool).Assembly.GetName().Version!.ToString(3)} called {Calls}";
    }
}
