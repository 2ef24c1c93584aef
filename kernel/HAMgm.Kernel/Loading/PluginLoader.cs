using System.Composition.Hosting;
using System.Reflection;
using System.Runtime.CompilerServices;
using HAMgm.Contracts.Kernel;
using HAMgm.Kernel.Lifecycle;

namespace HAMgm.Kernel.Loading;

/// <summary>Loads a plugin's assembly into a context of its own and composes it there.</summary>
internal static class PluginLoader
{
    /// <summary>The version of Contracts that this host offers.</summary>
    public static Version ContractsVersion { get; } = typeof(IModule).Assembly.GetName().Version!;

    /// <summary>Loads and composes; on failure nothing of it stays.</summary>
    /// <param name="manifest">The plugin's manifest.</param>
    /// <param name="handedIn">The exports of kernel and providers, by contract.</param>
    /// <param name="boundTo">Ids of the plugins that some of them come from.</param>
    /// <param name="isOwn">Whether it came with the product: then its first context may stay (see <see cref="CompiledAhead"/>).</param>
    /// <exception cref="KernelException">"Manifest found, no export", a missing dependency, a constructor that throws.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static PluginInstance Load(PluginManifest manifest, IReadOnlyDictionary<Type, object> handedIn, IReadOnlySet<string> boundTo, bool isOwn)
    {
        string path = PluginAssembly.Find(manifest);
        PluginLoadContext? context = null;
        CompositionHost? container = null;
        bool isComplete = false;
        try
        {
            (context, Assembly assembly) = LoadAssembly(manifest, path, isOwn);
            container = new ContainerConfiguration()
                .WithAssembly(assembly, new SharedPartsModel())
                .WithProvider(new HostExports(handedIn))
                .CreateContainer();
            object main = Main(manifest, container, assembly);
            var provided = new Dictionary<Type, object>();
            foreach (Type contract in manifest.Provides)
            {
                provided[contract] = container.TryGetExport(contract, out object? export)
                    ? export
                    : throw Error(manifest, $"provides {contract.FullName} according to plugin.json, but exports no such part; add [Export(typeof({contract.Name}))] or correct plugin.json");
            }

            isComplete = true;
            return new PluginInstance(main, provided, context, container) { BoundTo = boundTo };
        }
        catch (ReflectionTypeLoadException e)
        {
            string causes = string.Join("; ", e.LoaderExceptions.Select(cause => cause?.Message).Distinct());
            throw Error(manifest, $"types of {path} cannot be loaded: {causes}. Is it built against this version of HAMgm.Contracts ({ContractsVersion.ToString(3)}), and are its dependencies beside it?", e);
        }
        catch (CompositionFailedException e)
        {
            throw Error(manifest, $"cannot be composed: {e.Message} (Kernel services and the contracts that \"requires\" of plugin.json lists can be imported; others cannot. An optional one needs [Import(AllowDefault = true)].)", e);
        }
        finally
        {
            if (!isComplete)
            {
                container?.Dispose();
                context?.Drop();
            }
        }
    }

    private static (PluginLoadContext Context, Assembly Assembly) LoadAssembly(PluginManifest manifest, string path, bool isOwn)
    {
        PluginLoadContext? context = null;
        try
        {
            context = new PluginLoadContext(manifest.Id, path, stays: isOwn && CompiledAhead.TakeFirst(path));
            return (context, context.LoadCopy(path));
        }
        catch (Exception e) when (e is BadImageFormatException or IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            context?.Drop();
            throw Error(manifest, $"its assembly {path} cannot be loaded: {e.Message}", e);
        }
    }

    private static object Main(PluginManifest manifest, CompositionHost container, Assembly assembly)
    {
        Type contract = manifest.Info.Kind switch
        {
            PluginKind.Module => typeof(IModule),
            PluginKind.Component => typeof(IComponent),
            _ => typeof(IPlugin),
        };
        if (container.TryGetExport(contract, out object? main))
        {
            return main;
        }

        // The usual causes, told apart as far as the assembly shows them.
        bool referencesContracts = assembly.GetReferencedAssemblies().Any(reference => reference.Name == "HAMgm.Contracts");
        string cause = referencesContracts
            ? $"no class has [Export(typeof({contract.Name}))] (or \"kind\" is wrong)"
            : "it carries its own copy of Contracts instead of referencing HAMgm.Contracts; reference it with Private=\"false\" ExcludeAssets=\"runtime\", and do not merge or compile it in";
        throw Error(manifest, $"manifest found, no export: {Path.GetFileName(PluginAssembly.Find(manifest))} exports no {contract.Name}. Likely cause: {cause}");
    }

    private static KernelException Error(PluginManifest manifest, string message, Exception? inner = null) =>
        new(manifest.Id, $"plugin '{manifest.Id}': {message}", inner: inner) { IsPermanent = true };
}
