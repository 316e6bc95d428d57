import { readFileSync } from "node:fs";

/*
 * Prints the methods, parameters and fields of BigQuery's API that requests here are held to, as a table of facts from its
 * published discovery document, which google-api-python-client (Apache-2.0) carries. Made with its 2.202.0:
 *
 *   pip download --no-deps google-api-python-client && unzip google_api_python_client-*.whl
 *   node test/tools/discovery.ts googleapiclient/discovery_cache/documents/bigquery.v2.json > test/support/bigquery/discovery.json
 */

const METHODS = [
  ...["datasets.get", "datasets.insert", "tables.get", "tables.insert", "tables.list"],
  ...["tables.patch", "tables.testIamPermissions", "rowAccessPolicies.list"],
  ...["jobs.insert", "jobs.get", "jobs.cancel", "jobs.query", "jobs.getQueryResults"],
];
/** Whose fields are known; of others it is only known that they are objects. */
const SCHEMAS = [
  ...["Job", "JobReference", "JobConfiguration", "JobConfigurationQuery", "JobConfigurationLoad"],
  ...["QueryRequest", "QueryParameter", "QueryParameterType", "QueryParameterValue"],
  ...["ConnectionProperty", "DataFormatOptions", "Dataset", "DatasetReference", "Table"],
  ...["TableReference", "TableSchema", "TableFieldSchema", "TimePartitioning", "Clustering"],
  ...["EncryptionConfiguration", "TestIamPermissionsRequest"],
];

type Property = {
  readonly type?: string;
  readonly format?: string;
  readonly $ref?: string;
  readonly items?: Property;
};
type Method = {
  readonly httpMethod: string;
  readonly flatPath: string;
  readonly parameters: Readonly<Record<string, Property & { location: string }>>;
  readonly request?: { readonly $ref: string };
  readonly supportsMediaUpload?: boolean;
};
type Document = {
  readonly revision: string;
  readonly parameters: Readonly<Record<string, Property>>;
  readonly resources: Readonly<Record<string, { methods: Readonly<Record<string, Method>> }>>;
  readonly schemas: Readonly<Record<string, { properties: Readonly<Record<string, Property>> }>>;
};

const document = JSON.parse(readFileSync(process.argv[2] ?? "", "utf8")) as Document;

function typeOf({ type, format, $ref, items }: Property): string {
  if ($ref !== undefined) return SCHEMAS.includes($ref) ? $ref : "object";
  if (type === "array") return `${typeOf(items ?? {})}[]`;
  return format === "int64" || format === "uint64" ? "int64" : (type ?? "object");
}

const typesOf = (properties: Readonly<Record<string, Property>>) =>
  Object.fromEntries(Object.entries(properties).map(([name, one]) => [name, typeOf(one)]));

const methods = METHODS.map((id) => {
  const [resource = "", name = ""] = id.split(".");
  const method = document.resources[resource]?.methods[name];
  if (method === undefined) throw new Error(`The document has no method ${id}.`);
  const query = Object.fromEntries(
    Object.entries(method.parameters).filter(([, { location }]) => location === "query"),
  );
  return [
    id,
    {
      method: method.httpMethod,
      path: method.flatPath.replaceAll(/\{\w+\}/g, "{}"),
      query: typesOf(query),
      ...(method.request === undefined ? {} : { body: method.request.$ref }),
      ...(method.supportsMediaUpload === true ? { upload: true } : {}),
    },
  ];
});

console.log(
  JSON.stringify(
    {
      source: `Facts of BigQuery's discovery document, API v2, revision ${document.revision}; made by test/tools/discovery.ts`,
      query: typesOf(document.parameters),
      methods: Object.fromEntries(methods),
      schemas: Object.fromEntries(
        SCHEMAS.map((name) => [name, typesOf(document.schemas[name]?.properties ?? {})]),
      ),
    },
    null,
    1,
  ),
);
