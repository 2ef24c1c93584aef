namespace HAMgm.Contracts.Kernel;

/// <summary>Starts, stops and connects modules (spec/1 section 3.2.1).</summary>
public interface IModuleManager
{
    /// <summary>Registers a module made by the host itself rather than loaded from a folder.</summary>
    /// <exception cref="Errors.HamgmException">The name is taken or not a valid id.</exception>
    void RegisterModule(string name, IModule module);

    /// <summary>Initializes (the first time) and starts a module.</summary>
    /// <exception cref="Errors.HamgmException">Unknown name, or it failed to start; nothing is left half started.</exception>
    Task StartModuleAsync(string name, CancellationToken cancellationToken);

    /// <summary>Stops a module and, in reverse order, whatever depends on it.</summary>
    /// <exception cref="Errors.HamgmException">Unknown name, or a critical dependent may not stop now (<see cref="ICriticalGuard"/>).</exception>
    Task StopModuleAsync(string name, CancellationToken cancellationToken);

    /// <summary>Where a module is in its life cycle, and why.</summary>
    /// <exception cref="Errors.HamgmException">Unknown name.</exception>
    ModuleStatus GetModuleStatus(string name);

    /// <summary>Hands a message to a module that implements <see cref="IMessageReceiver"/>.</summary>
    /// <exception cref="Errors.HamgmException">Unknown receiver, not running, or it takes no messages.</exception>
    Task SendMessageAsync(string from, string to, object message, CancellationToken cancellationToken);

    /// <summary>All plugins and modules the kernel knows, by id, with their status.</summary>
    IReadOnlyDictionary<string, ModuleStatus> GetModules();
}
