using System.Composition.Hosting.Core;

namespace HAMgm.Kernel.Loading;

/// <summary>Hands objects of the host into a plugin's composition: the kernel's services and what other plugins provide.</summary>
internal sealed class HostExports(IReadOnlyDictionary<Type, object> exports) : ExportDescriptorProvider
{
    public override IEnumerable<ExportDescriptorPromise> GetExportDescriptors(
        CompositionContract contract, DependencyAccessor descriptorAccessor)
    {
        if (contract.ContractName is not null
            || contract.MetadataConstraints?.Any() == true
            || !exports.TryGetValue(contract.ContractType, out object? instance))
        {
            return NoExportDescriptors;
        }

        return
        [
            new ExportDescriptorPromise(
                contract,
                nameof(HostExports),
                isShared: true,
                NoDependencies,
                _ => ExportDescriptor.Create((_, _) => instance, NoMetadata)),
        ];
    }
}
