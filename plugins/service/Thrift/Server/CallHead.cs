using Thrift.Protocol.Entities;

namespace HAMgm.Service.Thrift.Server;

/// <summary>The head of the call that is being served, for an answer when the rest of it is broken.</summary>
internal sealed class CallHead
{
    /// <summary>It; null before it has been read.</summary>
    public TMessage? Message { get; private set; }

    /// <summary>A new call begins.</summary>
    public void Forget() => Message = null;

    /// <summary>Passes a head on.</summary>
    public ValueTask<TMessage> RememberAsync(ValueTask<TMessage> reading)
    {
        if (!reading.IsCompletedSuccessfully)
        {
            return SlowAsync(reading);
        }

        var message = reading.Result;
        Message = message;
        return new ValueTask<TMessage>(message);
    }

    private async ValueTask<TMessage> SlowAsync(ValueTask<TMessage> reading)
    {
        var message = await reading;
        Message = message;
        return message;
    }
}
