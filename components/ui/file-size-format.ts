/** Bytes as kB, MB or GB in a language, one decimal from 1 MB on. */
export function formatFileSize(bytes: number, locale: string): string {
  const [unit, size, decimals] =
    bytes >= 1e9
      ? (["gigabyte", 1e9, 1] as const)
      : bytes >= 1e6
        ? (["megabyte", 1e6, 1] as const)
        : bytes >= 1e3
          ? (["kilobyte", 1e3, 0] as const)
          : (["byte", 1, 0] as const);
  return new Intl.NumberFormat(locale, { style: "unit", unit, maximumFractionDigits: decimals }).format(
    bytes / size,
  );
}
