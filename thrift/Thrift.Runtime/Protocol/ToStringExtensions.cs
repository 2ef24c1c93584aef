using System.Collections;
using System.Globalization;
using System.Text;

namespace Thrift.Protocol;

/// <summary>Text for people, used by the ToString of generated structures.</summary>
public static class ToStringExtensions
{
    private const int MaxBinaryBytesShown = 32;

    /// <summary>Appends a value; quotes text below the first level, and shows the elements of containers.</summary>
    public static void ToString(this object? self, StringBuilder sb, bool first_level = true)
    {
        ArgumentNullException.ThrowIfNull(sb);
        switch (self)
        {
            case null:
                sb.Append("null");
                break;
            case string text when first_level:
                sb.Append(text);
                break;
            case string text:
                sb.Append('"').Append(text).Append('"');
                break;
            case byte[] bytes:
                AppendBytes(bytes, sb);
                break;
            case IDictionary map:
                AppendMap(map, sb);
                break;
            case IEnumerable items:
                AppendItems(items, sb);
                break;
            default:
                sb.Append(Convert.ToString(self, CultureInfo.InvariantCulture));
                break;
        }
    }

    private static void AppendBytes(byte[] bytes, StringBuilder sb)
    {
        sb.Append(Convert.ToHexString(bytes, 0, Math.Min(bytes.Length, MaxBinaryBytesShown)));
        if (bytes.Length > MaxBinaryBytesShown)
        {
            sb.Append(CultureInfo.InvariantCulture, $"... ({bytes.Length} bytes)");
        }
    }

    private static void AppendMap(IDictionary map, StringBuilder sb)
    {
        var separator = "{ ";
        foreach (DictionaryEntry entry in map)
        {
            sb.Append(separator);
            entry.Key.ToString(sb, first_level: false);
            sb.Append(": ");
            entry.Value.ToString(sb, first_level: false);
            separator = ", ";
        }

        sb.Append(map.Count == 0 ? "{}" : " }");
    }

    private static void AppendItems(IEnumerable items, StringBuilder sb)
    {
        var separator = "[";
        foreach (var item in items)
        {
            sb.Append(separator);
            item.ToString(sb, first_level: false);
            separator = ", ";
        }

        sb.Append(separator == "[" ? "[]" : "]");
    }
}
