namespace HAMgm.Contracts.Kernel;

/// <summary>A module that takes messages through <see cref="IModuleManager.SendMessageAsync"/>.</summary>
public interface IMessageReceiver
{
    /// <summary>Handles one message.</summary>
    /// <param name="from">Id of the sender.</param>
    /// <param name="message">A type of this assembly or of the framework; others would pin the sender's context.</param>
    /// <param name="cancellationToken">Cancels the handling.</param>
    Task ReceiveMessageAsync(string from, object message, CancellationToken cancellationToken);
}
