import { readFileSync } from "node:fs";
import { join } from "node:path";

type Types = Readonly<Record<string, string>>;
type Published = {
  /** Parameters that every method takes. */
  readonly query: Types;
  readonly methods: Readonly<
    Record<
      string,
      {
        readonly method: string;
        readonly path: string;
        readonly query: Types;
        readonly body?: string;
        readonly upload?: true;
      }
    >
  >;
  readonly schemas: Readonly<Record<string, Types>>;
};

/** What BigQuery publishes of its API, as far as it is used here. */
const PUBLISHED = JSON.parse(
  readFileSync(join(import.meta.dirname, "discovery.json"), "utf8"),
) as Published;

/** Why BigQuery would answer 400 or 404 to a request, by its published document; null for one that it takes. */
export function whyUnpublished(method: string, url: string, body: string): string | null {
  const { pathname, searchParams } = new URL(url, "http://local");
  const isUpload = pathname.startsWith("/upload/");
  const path = pathname.replace(/^(\/upload)?(\/bigquery\/v2)?\//, "");
  const found = Object.values(PUBLISHED.methods).find(
    (one) =>
      one.method === method && pattern(one.path).test(path) && (!isUpload || one.upload === true),
  );
  if (found === undefined) return `there is no method ${method} ${pathname}`;
  for (const [name, value] of searchParams) {
    const type = found.query[name] ?? PUBLISHED.query[name];
    if (type === undefined) return `${method} ${pathname} takes no parameter "${name}"`;
    if (!isParameter(type, value)) return `parameter "${name}" is ${type}, and not "${value}"`;
  }
  const text = isUpload ? firstPart(body) : body;
  if (found.body === undefined)
    return text.trim() === "" || text.trim() === "{}"
      ? null
      : `${method} ${pathname} takes no body`;
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return "the body is no JSON";
  }
  return whyOther(found.body, json, "");
}

const pattern = (path: string): RegExp =>
  new RegExp(`^${path.replaceAll(/[.:]/g, "\\$&").replaceAll("{}", "[^/:]+")}$`);

/** Of a multipart upload: what the job is. */
const firstPart = (body: string): string => /\r\n\r\n([\s\S]*?)\r\n--/.exec(body)?.[1] ?? body;

function isParameter(type: string, value: string): boolean {
  switch (type) {
    case "integer":
    case "int64":
      return /^\d+$/.test(value);
    case "boolean":
      return value === "true" || value === "false";
    default:
      return true;
  }
}

function whyOther(type: string, value: unknown, at: string): string | null {
  if (value === null) return null; // as if it were not there
  if (type.endsWith("[]")) {
    if (!Array.isArray(value)) return `${at} is no list`;
    return first(value.map((one, n) => whyOther(type.slice(0, -2), one, `${at}[${n}]`)));
  }
  const fields = PUBLISHED.schemas[type];
  if (fields === undefined)
    return isOf(type, value) ? null : `${at} is ${type}, and not ${JSON.stringify(value)}`;
  if (typeof value !== "object" || Array.isArray(value)) return `${at || "the body"} is no ${type}`;
  return first(
    Object.entries(value).map(([name, one]) => {
      const own = fields[name];
      const where = at === "" ? name : `${at}.${name}`;
      return own === undefined ? `${type} has no field "${where}"` : whyOther(own, one, where);
    }),
  );
}

const first = (reasons: readonly (string | null)[]): string | null =>
  reasons.find((one) => one !== null) ?? null;

function isOf(type: string, value: unknown): boolean {
  switch (type) {
    case "int64":
      return typeof value === "number" ? Number.isInteger(value) : /^-?\d+$/.test(String(value));
    case "integer":
      return Number.isInteger(value);
    case "object":
      return typeof value === "object" && !Array.isArray(value);
    case "any":
      return true;
    default:
      return typeof value === type;
  }
}
