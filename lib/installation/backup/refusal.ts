/** Why a backup or a restore is not made, as its command says it to whoever runs the installation. */
export type BackupRefusal =
  | { code: "folder_not_empty" }
  | { code: "nothing_installed" }
  | { code: "no_backup" }
  | { code: "unreadable_backup" }
  | { code: "other_version"; made: string; here: string }
  | { code: "damaged_backup"; path: string }
  | { code: "installation_not_empty"; tables: string[] }
  | { code: "objects_not_empty"; count: number };

/** Says what is the matter and what to do. */
export function explainRefusal(refusal: BackupRefusal): string {
  switch (refusal.code) {
    case "folder_not_empty":
      return "The folder is not empty. Name a new one: a backup is never written over another.";
    case "nothing_installed":
      return "There is nothing to back up: the database holds no Presswork. Check DATABASE_URL or DATA_DIR.";
    case "no_backup":
      return "The folder holds no finished backup: manifest.json is missing. It was cut off while it was made or copied, or it is another folder.";
    case "unreadable_backup":
      return "The backup's manifest.json cannot be read: it is cut off or was changed. Nothing was restored.";
    case "other_version":
      return `The backup was made by another version: Presswork ${refusal.made}, and this is ${refusal.here}. Restore it with the release that made it, and upgrade then. Nothing was restored.`;
    case "damaged_backup":
      return `The backup is damaged: ${refusal.path} is missing, cut off or changed. Nothing was restored.`;
    case "installation_not_empty":
      return `This installation is not empty (${refusal.tables.join(", ")}). A backup is restored into a new one only: an empty DATA_DIR, or an empty database at DATABASE_URL. Nothing was changed.`;
    case "objects_not_empty":
      return `The object store holds ${refusal.count} files that are not of this backup and would be removed as nobody's. Restore into another bucket or folder, or move them away. Nothing was restored.`;
  }
}
