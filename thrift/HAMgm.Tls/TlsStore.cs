namespace HAMgm.Tls;

/// <summary>
/// Certificates that may be exchanged while the program runs: whoever makes a handshake asks for the current ones, and files
/// that have changed since are loaded again. Files that cannot be used (half exchanged, most likely) leave the last good
/// ones in force. Thread-safe.
/// </summary>
public sealed class TlsStore
{
    private readonly TlsFiles _files;
    private readonly Lock _lock = new();
    private Stamp _seen;
    private TlsMaterial _current;

    /// <summary>Loads the files for the first time.</summary>
    /// <exception cref="TlsException">They cannot be used.</exception>
    public TlsStore(TlsFiles files)
    {
        _files = files ?? throw new ArgumentNullException(nameof(files));

        // Stamped before it is loaded: a change in between is seen at the next look.
        _seen = Stamp.Of(files);
        _current = TlsMaterial.Load(files);
    }

    /// <summary>Told when other files were loaded (null), or why they could not be; on the asker's thread.</summary>
    public event Action<TlsException?>? Reloaded;

    /// <summary>Why the files as they are now are not in force; null: they are.</summary>
    public string? Problem { get; private set; }

    /// <summary>The certificates that count now.</summary>
    public TlsMaterial Current()
    {
        TlsException? refused = null;
        lock (_lock)
        {
            var stamp = Stamp.Of(_files);
            if (stamp == _seen)
            {
                return _current;
            }

            _seen = stamp;
            try
            {
                _current = TlsMaterial.Load(_files);
                Problem = null;
            }
            catch (TlsException unusable)
            {
                refused = unusable;
                Problem = unusable.Message;
            }
        }

        Reloaded?.Invoke(refused);
        return _current;
    }

    private readonly record struct Stamp(long Authority, long Certificate, long Key, long Lengths)
    {
        public static Stamp Of(TlsFiles files)
        {
            var (authority, certificate, key) = (new FileInfo(files.Authority), new FileInfo(files.Certificate), new FileInfo(files.Key));
            return new Stamp(Time(authority), Time(certificate), Time(key), Length(authority) + (Length(certificate) << 20) + (Length(key) << 40));
        }

        private static long Time(FileInfo file) => file.Exists ? file.LastWriteTimeUtc.Ticks : 0;

        private static long Length(FileInfo file) => file.Exists ? file.Length : 0;
    }
}
