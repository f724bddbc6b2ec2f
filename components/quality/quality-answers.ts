import type { client } from "#components/api/client.ts";

export type QualityReport = Awaited<ReturnType<typeof client.quality.report>>;
export type QualityGroup = QualityReport["groups"][number];
export type QualityFigures = QualityReport["whole"];
export type QualityDimension = "reviewer" | "template" | "model" | "language";
