/** One column that a SELECT gives, with the expression behind it. */
export type Output = { readonly name: string; readonly expression: string };

/** What a SELECT says of itself, by its words alone. */
export type Select = {
  readonly outputs: readonly Output[];
  /** Names in backticks with a dot: the tables it reads. */
  readonly tables: readonly string[];
  readonly params: ReadonlySet<string>;
  /** It filters and renames the rows of one table, so that each output is an expression over a row of it. */
  readonly isPlain: boolean;
  /** The same, or it leaves some of them out by others: an output that looks at no other row is still of a row. */
  readonly isOfOneTable: boolean;
};

const PIECES =
  /(?<comment>--[^\n]*|#[^\n]*|\/\*[\s\S]*?\*\/)|(?<text>'(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.)*")|`(?<ticks>[^`]*)`|@(?<param>\w+)|(?<word>[A-Za-z_]\w*)|\s+|(?<other>[\s\S])/g;

type Piece = {
  readonly kind: "text" | "ticks" | "param" | "word" | "other";
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly depth: number;
};

/** Pieces of a statement, comments left out. A string is one piece, so that nothing inside it is taken for SQL. */
function piecesOf(sql: string): Piece[] {
  const pieces: Piece[] = [];
  let depth = 0;
  for (const found of sql.matchAll(PIECES)) {
    const { text, ticks, param, word, other } = found.groups as Record<string, string | undefined>;
    const [start, end] = [found.index, found.index + found[0].length];
    const add = (kind: Piece["kind"], value: string) =>
      pieces.push({ kind, text: value, start, end, depth });
    if (text !== undefined) add("text", text);
    else if (ticks !== undefined) add("ticks", ticks);
    else if (param !== undefined) add("param", param);
    else if (word !== undefined) add("word", word);
    else if (other !== undefined) {
      if (other === ")" || other === "]") depth -= 1;
      add("other", other);
      if (other === "(" || other === "[") depth += 1;
    }
  }
  return pieces;
}

const isWord = (piece: Piece | undefined, ...words: readonly string[]): boolean =>
  piece?.kind === "word" && words.includes(piece.text.toUpperCase());
const isSign = (piece: Piece | undefined, sign: string): boolean =>
  piece?.kind === "other" && piece.text === sign;

/** Where these stand, an output is of other rows than those of the table. */
const JOINING = ["WITH", "JOIN", "GROUP", "HAVING", "UNION"];
/** Where these stand, an output is no longer an expression over one row of the table. */
const SHAPING = [...JOINING, "DISTINCT", "QUALIFY", "WINDOW", "LIMIT"];

/** Reads one SELECT of the common SQL; a problem is said in words that follow the file's name. */
export function readSelect(sql: string): Select | { readonly problem: string } {
  const pieces = piecesOf(sql);
  const [first] = pieces;
  if (first === undefined) return { problem: "is empty; it must be one SELECT" };
  const end = pieces.findIndex((piece) => isSign(piece, ";"));
  if (end !== -1)
    return {
      problem: pieces.slice(end + 1).some((piece) => !isSign(piece, ";"))
        ? "holds two statements; it must be one SELECT"
        : "ends with a semicolon; leave it out, because the SELECT is put into other statements",
    };
  if (!isWord(first, "SELECT", "WITH"))
    return { problem: `begins with ${first.text}; it must be one SELECT` };
  if ((pieces.at(-1) as Piece).depth !== 0 && !isSign(pieces.at(-1), ")"))
    return { problem: "has a bracket that is not closed" };
  const at = pieces.findIndex((piece) => piece.depth === 0 && isWord(piece, "SELECT"));
  if (at === -1) return { problem: "has no SELECT after its WITH" };
  const outputs = outputsOf(sql, pieces, at);
  if ("problem" in outputs) return outputs;
  const tables = pieces.flatMap((piece) =>
    piece.kind === "ticks" && piece.text.includes(".") ? [piece.text] : [],
  );
  const top = pieces.filter(({ depth }) => depth === 0);
  const from = top.findIndex((piece) => isWord(piece, "FROM"));
  const reads = top[from + 1]?.kind === "ticks" && tables.length === 1;
  const without = (words: readonly string[]) => !top.some((piece) => isWord(piece, ...words));
  return {
    outputs: outputs.list,
    tables,
    params: new Set(pieces.flatMap((piece) => (piece.kind === "param" ? [piece.text] : []))),
    isPlain: reads && without(SHAPING),
    isOfOneTable: reads && without(JOINING),
  };
}

function outputsOf(
  sql: string,
  pieces: readonly Piece[],
  select: number,
): { readonly list: readonly Output[] } | { readonly problem: string } {
  const begin = isWord(pieces[select + 1], "DISTINCT", "ALL") ? select + 2 : select + 1;
  const items: Piece[][] = [[]];
  for (const piece of pieces.slice(begin)) {
    if (piece.depth === 0 && isWord(piece, "FROM", "UNION", "WHERE", "LIMIT", "ORDER")) break;
    if (piece.depth === 0 && isSign(piece, ",")) items.push([]);
    else items.at(-1)?.push(piece);
  }
  const list: Output[] = [];
  for (const item of items.filter((one) => one.length > 0)) {
    const [last, before] = [item.at(-1) as Piece, item.at(-2)];
    if (item.some((piece) => piece.depth === 0 && isSign(piece, "*")) && isStar(item))
      return { problem: "selects *; list the columns, so that their names are known" };
    const isNamed = isWord(before, "AS");
    const expression = sql.slice(item[0]?.start, (isNamed ? item.at(-3) : last)?.end);
    const isPath = item.every(
      (one) => one.kind === "word" || one.kind === "ticks" || isSign(one, "."),
    );
    if ((last.kind !== "word" && last.kind !== "ticks") || !(isNamed || isPath))
      return { problem: `selects ${expression.slice(0, 60)} without a name; write AS and a name` };
    list.push({ name: last.text, expression });
  }
  const twice = list.find(
    ({ name }, index) => list.findIndex((one) => same(one.name, name)) < index,
  );
  return twice === undefined ? { list } : { problem: `gives the column ${twice.name} twice` };
}

/** `*` or `t.*`, and no product. */
const isStar = (item: readonly Piece[]): boolean =>
  isSign(item[0], "*") || (isSign(item[1], ".") && isSign(item[2], "*"));

const same = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

/** The statement with these tables and parameters replaced; strings and comments stay as they are. */
export function withReplaced(
  sql: string,
  replace: { readonly table: (name: string) => string; readonly param: (name: string) => string },
): string {
  return sql.replace(PIECES, (whole: string, ...rest: unknown[]) => {
    const { ticks, param } = rest.at(-1) as Record<string, string | undefined>;
    if (ticks !== undefined) return replace.table(ticks);
    return param === undefined ? whole : replace.param(param);
  });
}
