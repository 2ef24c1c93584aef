using Thrift;
using Thrift.Transport;

namespace HAMgm.Service.Thrift.Server;

/// <summary>
/// The one place that knows which library is underneath: Thrift.Runtime reads and writes in a
/// transport's windows; Apache's has none, so there they stay empty and everything goes the ordinary way.
/// </summary>
internal abstract class WindowTransport(TConfiguration limits) : TEndpointTransport(limits)
{
#if APACHE_THRIFT
    protected int ReadWindowPosition { get; private set; }

    protected int WriteWindowPosition { get; private set; }

    protected void SetReadWindow(byte[] buffer, int position, int end) => ReadWindowPosition = position;

    protected void SetWriteWindow(byte[] buffer, int position, int end) => WriteWindowPosition = position;
#endif
}
