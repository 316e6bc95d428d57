import { parseAst } from "rolldown/parseAst";

export type Import = {
  /** As written; undefined for a dynamic import of something that is computed. */
  readonly specifier: string | undefined;
  /** Nothing of it is left when the program runs. */
  readonly typeOnly: boolean;
  /** By an `import()`, which loads it when that is reached. */
  readonly dynamic?: true;
};

type Node = { readonly type: string; readonly [key: string]: unknown };

const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";

function literal(value: unknown): string | undefined {
  return isNode(value) && typeof value["value"] === "string" ? value["value"] : undefined;
}

function importOf(node: Node): Import | undefined {
  switch (node.type) {
    case "ImportDeclaration":
      // `import { type A }` still loads the module (verbatimModuleSyntax keeps the statement).
      return { specifier: literal(node["source"]), typeOnly: node["importKind"] === "type" };
    case "ExportNamedDeclaration":
    case "ExportAllDeclaration":
      if (!isNode(node["source"])) return undefined;
      return { specifier: literal(node["source"]), typeOnly: node["exportKind"] === "type" };
    case "TSImportType":
      return { specifier: literal(node["source"]), typeOnly: true };
    case "ImportExpression":
      return { specifier: literal(node["source"]), typeOnly: false, dynamic: true };
    case "TSExternalModuleReference":
      return { specifier: literal(node["expression"]), typeOnly: false };
    case "CallExpression": {
      const callee = node["callee"];
      if (!isNode(callee) || callee["name"] !== "require") return undefined;
      return { specifier: literal((node["arguments"] as unknown[])[0]), typeOnly: false };
    }
    default:
      return undefined;
  }
}

/** Every import of a TypeScript module, wherever it stands: declarations, re-exports, dynamic imports, types. */
export function importsOf(source: string, file: string): Import[] {
  const found: Import[] = [];
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) for (const one of value) visit(one);
    if (!isNode(value)) return;
    const one = importOf(value);
    if (one !== undefined) found.push(one);
    for (const child of Object.values(value)) visit(child);
  };
  visit(parseAst(source, { lang: "ts", astType: "ts" }, file));
  return found;
}
