"use client";
import { timeZoneName } from "#lib/time-zone.ts";
import { Combobox } from "./combobox.tsx";

export interface TimeZoneInputProps {
  value: string;
  onValueChange: (timeZone: string) => void;
  "aria-label": string;
  className?: string | undefined;
}

const zones = ["UTC", ...Intl.supportedValuesOf("timeZone").filter((zone) => zone !== "UTC")];

/** A time zone by its IANA name. */
export function TimeZoneInput({ value, onValueChange, ...rest }: TimeZoneInputProps) {
  const known = zones.includes(value) ? zones : [value, ...zones];
  return (
    <Combobox
      {...rest}
      required
      value={value}
      onValueChange={(zone) => zone && onValueChange(zone)}
      options={known.map((zone) => ({ value: zone, label: timeZoneName(zone) }))}
    />
  );
}
