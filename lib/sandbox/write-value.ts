import { cut, type Length, lengthOf, type Writer } from "./writer.ts";

/** The part of JSON Schema the sandbox understands; anything else in it is left alone. */
export interface Schema {
  type?: string | string[];
  title?: string;
  description?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema | Schema[];
  prefixItems?: Schema[];
  enum?: unknown[];
  const?: unknown;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  $ref?: string;
  $defs?: Record<string, Schema>;
  definitions?: Record<string, Schema>;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  multipleOf?: number;
  format?: string;
}

/** How much a model says where the schema leaves it open. */
export interface Verbosity {
  sentences: number;
  entries: number;
}

const DEEPEST = 24;
const LONGEST_TEXT = 4_000;

const IS = {
  title: /title|headline|heading|subject|标题|品名|商品名|^name$/i,
  brief: /short|summary|tagline|slogan|subtitle|teaser|meta|caption|摘要|短|副标题|一句话/i,
  points: /point|bullet|highlight|feature|benefit|advantage|卖点|亮点|特点/i,
  question: /question|^q$|问题|提问|^问$/i,
  answer: /answer|^a$|回答|答案|^答$/i,
  keywords: /keyword|tag|seo|关键词|标签/i,
  language: /^(lang|language|locale)(_?code)?$|语言/i,
  reason: /reason|rationale|explanation|comment|feedback|理由|原因|评语/i,
  prose: /desc|copy|body|text|content|story|article|文案|描述|正文|详情|介绍|translation|译文/i,
};

/**
 * A value that fits a JSON Schema, about the writer's product: texts by what their field is called, attributes
 * by what the row says, and nothing invented where it says nothing.
 */
export function writeValue(writer: Writer, schema: Schema, verbosity: Verbosity): unknown {
  return new ValueWriter(writer, schema, verbosity).write(schema, "", 0);
}

class ValueWriter {
  readonly #writer: Writer;
  readonly #root: Schema;
  readonly #verbosity: Verbosity;

  constructor(writer: Writer, root: Schema, verbosity: Verbosity) {
    this.#writer = writer;
    this.#root = root;
    this.#verbosity = verbosity;
  }

  write(given: Schema, name: string, depth: number): unknown {
    const schema = this.#resolve(given);
    if (schema.const !== undefined) return schema.const;
    if (schema.enum) return this.#choose(schema.enum, name);
    const choice = schema.anyOf ?? schema.oneOf;
    if (choice) return this.#writeOneOf(choice, schema, name, depth);
    if (depth > DEEPEST) return null;
    switch (typeOf(schema)) {
      case "object":
        return this.#object(schema, depth);
      case "array":
        return this.#array(schema, name, depth);
      case "number":
      case "integer":
        return isNullable(schema) && this.#isUnknown(name) ? null : this.#number(schema, name);
      case "boolean":
        return this.#writer.chance() < 0.5;
      case "null":
        return null;
      default:
        return this.#text(schema, name);
    }
  }

  #resolve(schema: Schema): Schema {
    const merged = schema.allOf ? Object.assign({}, schema, ...schema.allOf) : schema;
    const path = merged.$ref?.match(/^#\/(?:\$defs|definitions)\/(.+)$/)?.[1];
    const target = path ? (this.#root.$defs?.[path] ?? this.#root.definitions?.[path]) : undefined;
    return target ?? merged;
  }

  #writeOneOf(choice: Schema[], schema: Schema, name: string, depth: number): unknown {
    const options = choice.map((option) => this.#resolve(option));
    const valued = options.filter((option) => typeOf(option) !== "null");
    const isNullable = valued.length < options.length;
    const first = valued[0];
    if (!first) return null;
    const type = typeOf(first);
    if (isNullable && type !== "object" && type !== "array" && this.#isUnknown(name)) return null;
    return this.write(
      { ...first, description: first.description ?? schema.description ?? "" },
      name,
      depth + 1,
    );
  }

  #object(schema: Schema, depth: number): unknown {
    const names = Object.keys(schema.properties ?? {});
    const question = names.find((name) => IS.question.test(name));
    const answer = names.find((name) => IS.answer.test(name));
    const made: Record<string, unknown> = {};
    for (const name of names) made[name] = this.write(schema.properties?.[name] ?? {}, name, depth + 1);
    if (question && answer) {
      const [asked] = this.#writer.questions(1);
      made[question] = asked?.question;
      made[answer] = asked?.answer;
    }
    return made;
  }

  #array(schema: Schema, name: string, depth: number): unknown[] {
    if (schema.prefixItems) return schema.prefixItems.map((item) => this.write(item, name, depth + 1));
    const item = this.#resolve((Array.isArray(schema.items) ? schema.items[0] : schema.items) ?? {});
    const least = schema.minItems ?? 1;
    const most = Math.max(least, Math.min(schema.maxItems ?? Infinity, this.#entriesIn(schema)));
    const made = this.#entries(item, schema, name, most, depth);
    while (made.length < least) made.push(this.write(item, name, depth + 1));
    return made.slice(0, schema.maxItems ?? made.length);
  }

  // "3-5 points", "5 条": lists are as long as their description says, where the schema does not.
  #entriesIn({ description = "", minItems }: Schema): number {
    const said =
      /(\d+)\s*(?:-|–|to|至|到)?\s*(\d+)?\s*(?:items|points|entries|bullets|questions|条|个|项)/i.exec(
        description,
      );
    const most = Number(said?.[2] ?? said?.[1] ?? Number.NaN);
    return Number.isFinite(most) && most > 0 && most <= 50
      ? most
      : Math.max(this.#verbosity.entries, minItems ?? 0);
  }

  #entries(item: Schema, schema: Schema, name: string, most: number, depth: number): unknown[] {
    if (typeOf(item) === "object") return this.#objects(item, name, most, depth);
    if (typeOf(item) !== "string" || item.enum) return [this.write(item, name, depth + 1)];
    const length = boundsOf(item, schema.description);
    if (IS.keywords.test(name)) return this.#writer.keywords(most).map((word) => cut(word, length.max));
    const known = IS.points.test(name) ? null : this.#writer.fact(name);
    if (known)
      return known
        .split(/, |、| and | und | et | y /)
        .map((word) => cut(word, length.max))
        .slice(0, most);
    return this.#writer.points(length, most);
  }

  #objects(item: Schema, name: string, most: number, depth: number): unknown[] {
    const names = Object.keys(item.properties ?? {});
    const question = names.find((property) => IS.question.test(property));
    const answer = names.find((property) => IS.answer.test(property));
    if (!question || !answer) {
      const points = this.#writer.points({ min: 0, max: 200 }, most);
      return points.map((point) => {
        const made = this.#object(item, depth + 1) as Record<string, unknown>;
        const prose = names.find(
          (property) => typeOf(this.#resolve(item.properties?.[property] ?? {})) === "string",
        );
        if (prose) made[prose] = cut(point, boundsOf(item.properties?.[prose] ?? {}).max);
        return made;
      });
    }
    return this.#writer.questions(most).map((asked) => ({
      ...(this.write(item, name, depth + 1) as object),
      [question]: cut(asked.question, boundsOf(item.properties?.[question] ?? {}).max),
      [answer]: cut(asked.answer, boundsOf(item.properties?.[answer] ?? {}).max),
    }));
  }

  #choose(choices: unknown[], name: string): unknown {
    const known = this.#writer.fact(name)?.toLowerCase();
    const texts = choices.filter((choice) => typeof choice === "string");
    const same = known && texts.find((choice) => choice.toLowerCase() === known);
    const alike = known && texts.find((choice) => known.includes(choice.toLowerCase()));
    if (same || alike) return same || alike;
    if (IS.language.test(name)) {
      const language = texts.find((choice) => choice.toLowerCase().startsWith(this.#writer.language));
      if (language) return language;
    }
    const open = texts.find((choice) => /unknown|other|none|not[ _]stated|未知|其他|未注明/i.test(choice));
    if (open) return open;
    if (choices.includes(null)) return null;
    return choices[Math.floor(this.#writer.chance() * choices.length)];
  }

  #number(schema: Schema, name: string): number {
    const low = schema.minimum ?? (schema.exclusiveMinimum !== undefined ? schema.exclusiveMinimum + 1 : 0);
    const high =
      schema.maximum ??
      (schema.exclusiveMaximum !== undefined ? schema.exclusiveMaximum - 1 : Math.max(low, 10));
    const known = Number.parseFloat(this.#writer.fact(name)?.match(/-?\d+(\.\d+)?/)?.[0] ?? "");
    const value = Number.isNaN(known) ? low + Math.round(this.#writer.chance() * (high - low)) : known;
    const step = schema.multipleOf ?? (typeOf(schema) === "integer" ? 1 : 0);
    const stepped = step > 0 ? Math.round(value / step) * step : value;
    const most = schema.maximum ?? schema.exclusiveMaximum ?? Infinity;
    return Math.min(Math.max(stepped, low), most);
  }

  #text(schema: Schema, name: string): string | null {
    const length = boundsOf(schema);
    const text = this.#textFor(schema, name, length);
    if (text === null) return null;
    const fitting = cut(text, length.max);
    return lengthOf(fitting) >= length.min ? fitting : this.#writer.story(length, this.#verbosity.sentences);
  }

  #textFor(schema: Schema, name: string, length: Length): string | null {
    const writer = this.#writer;
    const { sentences } = this.#verbosity;
    if (IS.language.test(name)) return writer.language;
    if (IS.keywords.test(name)) return writer.keywords(this.#verbosity.entries).join(", ");
    if (IS.question.test(name)) return writer.questions(1)[0]?.question ?? null;
    if (IS.answer.test(name)) return writer.questions(1)[0]?.answer ?? null;
    if (IS.points.test(name)) return writer.points(length, this.#verbosity.entries).join("; ");
    if (IS.brief.test(name) || IS.reason.test(name)) return writer.story(length, 1);
    if (IS.title.test(name)) return writer.title(length);
    if (IS.prose.test(name)) return writer.story(length, sentences);
    const known = writer.fact(name);
    if (known !== null) return known;
    if (isNullable(schema)) return null;
    if (length.max <= 60) return writer.notStated;
    return name === "" || length.max < LONGEST_TEXT ? writer.story(length, sentences) : writer.notStated;
  }

  #isUnknown(name: string): boolean {
    const isWritten = [IS.title, IS.brief, IS.points, IS.prose, IS.reason, IS.keywords].some((kind) =>
      kind.test(name),
    );
    return !isWritten && this.#writer.fact(name) === null;
  }
}

function typeOf(schema: Schema): string {
  const { type } = schema;
  if (Array.isArray(type)) return type.find((one) => one !== "null") ?? "null";
  if (type) return type;
  if (schema.properties) return "object";
  return schema.items ? "array" : "string";
}

function isNullable({ type }: Schema): boolean {
  return Array.isArray(type) && type.includes("null");
}

// Strict modes refuse length keywords, so prompts often say them in words: "At most 60 characters", "不超过 60 字".
function boundsOf(schema: Schema, listDescription = ""): Length {
  const said = `${schema.description ?? ""} ${listDescription}`;
  const most =
    /(?:at most|up to|no more than|max(?:imum)?(?: of)?|within|under|≤|<=|不超过|最多|不多于|至多)\s*(\d+)\s*(?:characters|chars|字|个字)/i.exec(
      said,
    )?.[1] ?? /(\d+)\s*(?:个)?字(?:符)?(?:以内|之内)/.exec(said)?.[1];
  const least = /(?:at least|minimum(?: of)?|≥|>=|不少于|至少)\s*(\d+)\s*(?:characters|chars|字|个字)/i.exec(
    said,
  )?.[1];
  return {
    min: schema.minLength ?? Number(least ?? 0),
    max: schema.maxLength ?? Number(most ?? LONGEST_TEXT),
  };
}
