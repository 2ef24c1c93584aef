using System.Net;
using HAMgm.Linux;
using HAMgm.Linux.Netlink;
using HAMgm.Linux.Packets;
using HAMgm.Logic.NodeDetect.Verdict;

namespace HAMgm.Logic.NodeDetect.Probes;

/// <summary>
/// Whether an interface is up, has a carrier and, where one is wanted, an address. It looks when the kernel says that something changed, and
/// not otherwise: a thread of its own waits for that.
/// </summary>
internal sealed class InterfaceProbe : IEventProbe
{
    private readonly string _name;
    private readonly NetAddress? _address;
    private readonly AddressMonitor _monitor;
    private readonly Poller _poller;
    private volatile bool _isStopped;

    public InterfaceProbe(string name, IPAddress? address)
    {
        _name = name;
        _address = address is null ? default(NetAddress?) : NetAddress.FromIPAddress(address);
        _monitor = new AddressMonitor(withAddresses: address is not null);
        _poller = new Poller(_monitor.Descriptor);
        new Thread(Watch, 256 * 1024) { IsBackground = true, Name = "detect-interface" }.Start();
    }

    public event Action? Noticed;

    public Task<CheckOutcome> RunAsync(CancellationToken cancellationToken) => Task.FromResult(Look());

    public void Dispose()
    {
        // Not waited for: the thread may be about to tell somebody who holds the lock under which this is called.
        _isStopped = true;
        _poller.Wake();
    }

    private CheckOutcome Look()
    {
        try
        {
            var found = InterfaceInfo.Find(_name);
            if (!found.IsUp)
            {
                return CheckOutcome.Unhealthy($"{_name} is switched off (ip link set {_name} up)", ("carrier", 0));
            }

            if (!found.IsRunning)
            {
                return CheckOutcome.Unhealthy($"{_name} has no carrier: the cable, the switch's port", ("carrier", 0));
            }

            if (_address is { } address && !HasAddress(found.Index, address))
            {
                return CheckOutcome.Unhealthy($"{_name} does not have the address {address}", ("carrier", 1));
            }

            return CheckOutcome.Healthy(_address is null ? $"{_name} has a carrier" : $"{_name} has a carrier and {_address}", ("carrier", 1));
        }
        catch (LinuxException error)
        {
            return CheckOutcome.Unhealthy(error.Message, ("carrier", 0));
        }
    }

    private static bool HasAddress(int index, NetAddress address)
    {
        using var table = new AddressTable();
        return table.List(index).Any(entry => entry.Address == address);
    }

    private void Watch()
    {
        while (!_isStopped)
        {
            try
            {
                _poller.Wait(-1);
                var any = false;
                while (!_isStopped && _monitor.TryRead(out _))
                {
                    any = true;
                }

                if (any && !_isStopped)
                {
                    Noticed?.Invoke();
                }
            }
            catch (LinuxException)
            {
                // What could not be read may have been news; and should it stay so, this is a slow poll.
                Noticed?.Invoke();
                Thread.Sleep(TimeSpan.FromSeconds(1));
            }
        }

        _poller.Dispose();
        _monitor.Dispose();
    }
}
