import { readFile } from "node:fs/promises";
import { join } from "node:path";
import iconv from "iconv-lite";
import { beforeAll, expect, test } from "vitest";
import { GET, POST } from "#app/api/v1/[...rest]/route.ts";
import { addMember, addToken } from "#tests/auth/people.ts";
import { describeOnDatabase } from "#tests/fixtures/describe-on-database.ts";
import { temporaryFolder } from "#tests/fixtures/temporary-folder.ts";
import { writeWorkbook } from "#tests/fixtures/write-workbook.ts";

interface Imported {
  counts: Record<"added" | "changed" | "removed" | "unchanged" | "unreadable", number>;
  changes: { kind: string; term: string }[];
  unreadable: { line: number; code: string; text: string }[];
  version: number | null;
}

const dataDir = temporaryFolder();

describeOnDatabase("lexicons and glossaries as files", () => {
  let token: string;
  beforeAll(async () => {
    process.env.DATA_DIR = dataDir;
    ({ token } = await addToken((await addMember(["manager"])).id));
  });

  const headers = () => ({ authorization: `Bearer ${token}` });
  const make = async (path: string, body: object): Promise<string> => {
    const answer = await POST(
      new Request(`http://localhost/api/v1${path}`, {
        method: "POST",
        headers: { ...headers(), "content-type": "application/json" },
        body: JSON.stringify(body),
      }),
    );
    return ((await answer.json()) as { id: string }).id;
  };
  const send = async (path: string, content: BlobPart, name: string, choice: Record<string, string> = {}) => {
    const body = new FormData();
    for (const [key, value] of Object.entries(choice)) body.set(key, value);
    body.set("file", new Blob([content]), name);
    const request = new Request(`http://localhost/api/v1${path}/import`, {
      method: "POST",
      headers: headers(),
      body,
    });
    const answer = await POST(request);
    return { status: answer.status, body: (await answer.json()) as Imported & { code?: string } };
  };
  const file = async (path: string, query: string) => {
    const answer = await GET(
      new Request(`http://localhost/api/v1${path}/file?${query}`, { headers: headers() }),
    );
    return { type: answer.headers.get("content-type"), bytes: Buffer.from(await answer.arrayBuffer()) };
  };
  const get = async <Body>(path: string) =>
    (await (await GET(new Request(`http://localhost/api/v1${path}`, { headers: headers() }))).json()) as Body;

  const lexicon = (terms: string[]) =>
    make("/lexicons", {
      name: "Terms",
      languages: ["zh"],
      entries: terms.map((term) => ({ term, severity: "block" })),
    });

  test("a dry run tells what a file would change and changes nothing; taking it makes the next version", async () => {
    const path = `/lexicons/${await lexicon(["最好", "第一"])}`;
    const csv = "词语,严重程度,例外\n最好,警告,最好的朋友\n顶级,拦截,\n,警告,\n极品,也许,\n";
    const dry = await send(path, csv, "terms.csv", { dryRun: "true" });
    expect(dry.body).toMatchObject({
      counts: { added: 1, changed: 1, removed: 1, unchanged: 0, unreadable: 2 },
      version: null,
    });
    expect(dry.body.unreadable.map(({ line, code }) => `${line} ${code}`)).toEqual([
      "4 table_term_missing",
      "5 table_severity_unknown",
    ]);
    expect(await get(path)).toMatchObject({ version: 1 });
    const kept = await send(path, csv, "terms.csv", { dryRun: "true", keepMissing: "true" });
    expect(kept.body.counts).toMatchObject({ added: 1, changed: 1, removed: 0, unchanged: 1 });
    const taken = await send(path, csv, "terms.csv", { version: "1" });
    expect(taken.body).toMatchObject({ version: 2 });
    const late = await send(path, csv, "terms.csv", { version: "1" });
    expect([late.status, late.body.code]).toEqual([409, "conflict"]);
    const again = await send(path, csv, "terms.csv", { version: "2" });
    expect(again.body).toMatchObject({ counts: { added: 0, changed: 0, removed: 0 }, version: null });
    const changed = await get<{ items: { kind: string; term: string }[] }>(`${path}/changes?from=1&to=2`);
    expect(changed.items.map(({ kind, term }) => `${kind} ${term}`)).toEqual([
      "removed 第一",
      "changed 最好",
      "added 顶级",
    ]);
  });

  test("files of Chinese offices are read in their own encoding, and lists without a header too", async () => {
    const path = `/lexicons/${await lexicon([])}`;
    const gbk = iconv.encode("词语,类别\n国家级,绝对化用语\n世界级,绝对化用语\n", "gb18030");
    expect((await send(path, new Uint8Array(gbk), "词库.csv")).body.counts).toMatchObject({ added: 2 });
    const utf16 = iconv.encode("最高级\n最佳\n万能\n", "utf16le", { addBOM: true });
    expect((await send(path, new Uint8Array(utf16), "list.txt")).body.counts).toMatchObject({
      added: 3,
      removed: 2,
    });
  });

  test.each(["csv", "xlsx"])(
    "what is given as %s is taken back without a change, formulas among it",
    async (format) => {
      const path = `/lexicons/${await lexicon(["=SUM(A1)", "第一", "+86", "-ed", "@home", "0012"])}`;
      const { bytes } = await file(path, `format=${format}`);
      const back = await send(path, new Uint8Array(bytes), `terms.${format}`, { dryRun: "true" });
      expect(back.body).toMatchObject({
        counts: { added: 0, changed: 0, removed: 0, unchanged: 6, unreadable: 0 },
      });
    },
  );

  test("an earlier version is still to be had", async () => {
    const path = `/lexicons/${await lexicon(["旧词"])}`;
    await send(path, "term\n新词\n", "terms.csv");
    expect((await file(path, "format=csv&version=1")).bytes.toString()).toContain("旧词");
    expect((await file(path, "format=csv")).bytes.toString()).toContain("新词");
  });

  test("what is no table is refused with its reason, and leaves no file behind", async () => {
    const path = `/lexicons/${await lexicon(["a"])}`;
    const pdf = await send(path, "%PDF-1.7 nothing", "terms.pdf");
    expect(pdf.status).toBe(422);
    const empty = await send(path, "term,severity\n", "terms.csv");
    expect(empty.body.code).toBe("table_without_terms");
    expect((await get<{ version: number }>(path)).version).toBe(1);
  });

  test.each(["csv", "xlsx", "tmx"])("a glossary goes out as %s and comes back as it was", async (format) => {
    const entries = [
      { term: "cast iron", translations: { de: "Gusseisen", "zh-CN": "铸铁" } },
      { term: "=Lune & <Nuit>", translations: {}, doNotTranslate: true, caseSensitive: true },
    ];
    const path = `/glossaries/${await make("/glossaries", { name: "Kitchen", entries })}`;
    const { bytes } = await file(path, `format=${format}`);
    const dry = await send(path, new Uint8Array(bytes), `kitchen.${format}`, { dryRun: "true" });
    expect(dry.body).toMatchObject({ counts: { added: 0, changed: 0, removed: 0, unchanged: 2 } });
    const fresh = `/glossaries/${await make("/glossaries", { name: "Copy" })}`;
    expect((await send(fresh, new Uint8Array(bytes), `kitchen.${format}`)).body).toMatchObject({
      version: 2,
    });
    expect((await get<{ entries: object[] }>(fresh)).entries).toEqual(entries);
  });

  test("a TMX that breaks off is refused with its line", async () => {
    const path = `/glossaries/${await make("/glossaries", { name: "Broken" })}`;
    const broken = await send(path, '<tmx version="1.4">\n<body><tu>', "terms.tmx");
    expect([broken.status, broken.body.code]).toEqual([422, "tmx_broken"]);
  });

  test("a small file that unfolds into more than a table has is refused, and so is one of endless nesting", async () => {
    const path = join(dataDir, "long.xlsx");
    const row = `<row>${'<c t="s"><v>0</v></c>'.repeat(20)}</row>`;
    await writeWorkbook(path, {
      sheets: [{ name: "S", rows: ["<row><c><v>1</v></c></row>", ...Array.from({ length: 60 }, () => row)] }],
      sharedStrings: [`<si><t>${"a".repeat(90_000)}</t></si>`],
    });
    const glossary = `/glossaries/${await make("/glossaries", { name: "Long" })}`;
    const unfolding = await send(glossary, await readFile(path), "long.xlsx");
    expect([unfolding.status, unfolding.body.code]).toEqual([422, "file_too_complex"]);
    const deep = await send(glossary, `<tmx>${"<a>".repeat(1_000_000)}`, "deep.tmx");
    expect([deep.status, deep.body.code]).toEqual([422, "file_too_complex"]);
  });

  test("a term that is too long is told by its beginning", async () => {
    const path = `/glossaries/${await make("/glossaries", { name: "Long" })}`;
    const { body } = await send(path, `term,de\n${"lamp ".repeat(10_000)},Lampe\nfoam,Schaum\n`, "long.csv");
    expect(body.counts).toMatchObject({ added: 1, unreadable: 1 });
    expect(body.unreadable[0]?.text.length).toBeLessThan(300);
  });

  test("a check goes by a glossary of the installation, and a template that names another is refused", async () => {
    const id = await make("/glossaries", {
      name: "Terms",
      entries: [{ term: "电池", translations: { en: "battery" } }],
    });
    const tried = async (glossaryId: string) => {
      const answer = await POST(
        new Request("http://localhost/api/v1/checks/try", {
          method: "POST",
          headers: { ...headers(), "content-type": "application/json" },
          body: JSON.stringify({
            checks: [{ kind: "glossary", glossaryIds: [glossaryId] }],
            row: { 名称: "锂电池" },
            output: { title: "Lithium cell" },
            language: "en",
          }),
        }),
      );
      return answer.json() as Promise<{ code?: string; verdicts?: object[] }>;
    };
    expect((await tried(id)).verdicts).toMatchObject([
      {
        kind: "glossary",
        verdict: "warn",
        message: { code: "glossary_missing" },
        evidence: { column: "名称" },
      },
    ]);
    expect((await tried(crypto.randomUUID())).code).toBe("glossary_not_found");
    expect((await tried("no id at all")).code).toBe("glossary_not_found");
  });
});
