const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const CHECK_MARKS = "10X98765432";
const ID = /(?<![\p{Script=Latin}\d])(\d{6})[\s-]?(\d{8})[\s-]?(\d{3}) ?([\dx])(?![\p{Script=Latin}\d])/gu;

/**
 * Places of resident identity numbers of the PRC in a folded text: a province, a day of birth, and the check mark
 * of GB 11643-1999 (ISO 7064 MOD 11-2).
 */
export function residentIdsIn(text: string): [from: number, to: number][] {
  return [...text.matchAll(ID)]
    .filter(([, region, birthday, serial, mark]) => isResidentId(`${region}${birthday}${serial}${mark}`))
    .map((match) => [match.index, match.index + match[0].length]);
}

function isResidentId(id: string): boolean {
  const province = Number(id.slice(0, 2));
  const isProvince = (province >= 11 && province <= 65) || [71, 81, 82, 83].includes(province);
  return isProvince && isDay(id.slice(6, 14)) && checkMark(id) === id.slice(17).toUpperCase();
}

// Of a leap year or not: who makes a number up and reckons its check mark means a person all the same.
function isDay(day: string): boolean {
  const [year, month, date] = [day.slice(0, 4), day.slice(4, 6), day.slice(6)].map(Number);
  const last = DAYS[(month ?? 0) - 1] ?? 0;
  return (year ?? 0) >= 1890 && (year ?? 0) <= 2100 && (date ?? 0) >= 1 && (date ?? 0) <= last;
}

function checkMark(id: string): string {
  const sum = WEIGHTS.reduce((rest, weight, place) => rest + weight * Number(id[place]), 0);
  return CHECK_MARKS[sum % 11] ?? "";
}
