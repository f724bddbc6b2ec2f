import type { client } from "#components/api/client.ts";

export type SchedulePage = Awaited<ReturnType<typeof client.schedules.list>>;
export type Schedule = SchedulePage["items"][number];
export type WholeSchedule = Awaited<ReturnType<typeof client.schedules.get>>;
export type ScheduleRun = WholeSchedule["runs"][number];
