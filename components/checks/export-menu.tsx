"use client";
import { Download } from "lucide-react";
import { Button } from "#components/ui/button.tsx";
import { Menu, MenuItem } from "#components/ui/menu.tsx";

export interface ExportMenuProps {
  label: string;
  /** A kind of file: what it is called, and where it is. */
  files: readonly { name: string; href: string }[];
}

/** A managed table as a file, of the kind somebody wants. */
export function ExportMenu({ label, files }: ExportMenuProps) {
  return (
    <Menu trigger={<Button icon={<Download aria-hidden />}>{label}</Button>}>
      {files.map(({ name, href }) => (
        <MenuItem key={href} onSelect={() => window.location.assign(href)}>
          {name}
        </MenuItem>
      ))}
    </Menu>
  );
}
