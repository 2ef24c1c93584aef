namespace HAMgm.Contracts.Kernel;

/// <summary>What a module or component does just now (spec/1 section 2.3.1, GetStatus).</summary>
/// <param name="State">Where it is in its life cycle.</param>
/// <param name="Detail">One line for an operator: what it does, or why it does not.</param>
/// <param name="Restarts">How often the supervisor has restarted it since the kernel's start.</param>
public sealed record ModuleStatus(ModuleState State, string Detail = "", int Restarts = 0);
