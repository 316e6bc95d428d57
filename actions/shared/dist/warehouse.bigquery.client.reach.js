import { __toESM } from "./rolldown-runtime.js";
import { require__node_net, require__node_path, require_promises, require_promises$1 } from "./node-builtins.js";
import { UnreadableError, UserError, errorMessage, object, string } from "./every-action.js";

var import__node_net = require__node_net();
var import_promises = require_promises();
var import__node_path = /* @__PURE__ */ __toESM(require__node_path(), 1);
var import_promises$1 = require_promises$1();
const SCOPE = "https://www.googleapis.com/auth/cloud-platform";
const KINDS = {
	authorized_user: "user",
	service_account: "service account key",
	external_account: "workload identity federation",
	external_account_authorized_user: "workforce user",
	impersonated_service_account: "impersonated service account"
};
const CredentialsFile = object({
	type: string(),
	client_email: string().optional(),
	service_account_impersonation_url: string().optional()
});
/** Looks where the client looks, in its order: the named file, gcloud's file, the machine's own identity. */
async function findIdentity(env, project, timeoutMs) {
	const named = env["GOOGLE_APPLICATION_CREDENTIALS"] || env["google_application_credentials"];
	const folder = env["CLOUDSDK_CONFIG"] || (0, import__node_path.join)(env["HOME"] ?? "", ".config", "gcloud");
	const own = (0, import__node_path.join)(folder, "application_default_credentials.json");
	const [path, label] = named ? [named, "GOOGLE_APPLICATION_CREDENTIALS"] : [own, "gcloud's file"];
	const text = await (0, import_promises.readFile)(path, "utf8").catch((error) => error);
	if (typeof text !== "string") {
		if (named) return {
			status: "broken",
			from: `${label} (${path})`,
			why: text.code ?? "unreadable"
		};
		return ofMachine((0, import__node_path.join)(folder, "credentials.db"), project, timeoutMs);
	}
	const from = `${label} (${path})`;
	const file = credentialsIn(text);
	if (file === null) return {
		status: "broken",
		from,
		why: "it holds no Google credentials"
	};
	return {
		status: "found",
		identity: {
			from: env["GOOGLE_GHA_CREDS_PATH"] === path ? `google-github-actions/auth, ${from}` : from,
			kind: KINDS[file.type] ?? file.type,
			account: file.client_email ?? accountIn(file.service_account_impersonation_url) ?? null,
			token: await tokenState(project, timeoutMs)
		}
	};
}
async function openAuth(projectId) {
	const { GoogleAuth } = await import("./npm.google-auth-library.build.src.index.exports.js").then((m) => /* @__PURE__ */ __toESM(m.default, 1));
	return new GoogleAuth({
		scopes: SCOPE,
		projectId
	});
}
/** Null for anything else; the parser's own message would repeat a piece of the file, which may be a key. */
function credentialsIn(text) {
	try {
		return CredentialsFile.safeParse(JSON.parse(text)).data ?? null;
	} catch {
		return null;
	}
}
const accountIn = (url) => /serviceAccounts\/([^/:]+):/.exec(url ?? "")?.[1];
/** The identity that a machine on Google's cloud has; its address comes from the metadata server. */
async function ofMachine(gcloudLogins, project, timeoutMs) {
	const auth = await openAuth(project);
	if (await within(timeoutMs, () => auth.getClient()).catch(() => null) === null) return {
		status: "none",
		gcloudOnly: await (0, import_promises.readFile)(gcloudLogins).then(() => true, () => false)
	};
	return {
		status: "found",
		identity: {
			from: "the metadata server",
			kind: "service account of this machine",
			account: await within(timeoutMs, () => auth.getCredentials()).then(({ client_email: address }) => address ?? null, () => null),
			token: await tokenState(project, timeoutMs)
		}
	};
}
async function tokenState(project, timeoutMs) {
	try {
		const auth = await openAuth(project);
		return await within(timeoutMs, () => auth.getAccessToken()) ? { status: "issued" } : {
			status: "unread",
			why: "no token came"
		};
	} catch (error) {
		const why = withoutSecrets(error instanceof Error ? error.message : String(error));
		const status = statusOf(error);
		return {
			status: status !== null && status < 500 && status !== 429 || /invalid_(grant|client)/.test(why) ? "refused" : "unread",
			why
		};
	}
}
function statusOf(error) {
	const status = error?.response?.status;
	return typeof status === "number" ? status : null;
}
/** Long runs without a blank may be keys or tokens. */
const withoutSecrets = (text) => text.replace(/[\w+/=.~-]{40,}/g, "[left out]").slice(0, 300);
async function within(timeoutMs, work) {
	const given = new AbortController();
	const late = (0, import_promises$1.setTimeout)(timeoutMs, void 0, { signal: given.signal }).then(() => {
		throw new Error(`no answer within ${timeoutMs / 1e3} s`);
	});
	try {
		return await Promise.race([work(), late]);
	} finally {
		given.abort();
		late.catch(() => void 0);
	}
}

/** In all less than 5 s with the start of the command: who waits longer for a network thinks that it works. */
const LIMIT_MS = 3e3;
const BETWEEN_MS = 500;
const SIGN_IN = "Sign in with `gcloud auth application-default login` on a machine of your own, or with google-github-actions/auth in a workflow";
/**
* Throws before any request where BigQuery cannot be reached (UnreadableError), or nobody is signed in (UserError): the
* retries of requests would go on for minutes. It only connects, so a slow answer is no matter of it.
*/
async function checkBigQuery(env, project) {
	const emulator = env["BIGQUERY_EMULATOR_HOST"];
	const identity = emulator ? null : findIdentity(env, project, LIMIT_MS);
	identity?.catch(() => void 0);
	await checkNetwork(endpointOf(env, emulator));
	if (identity === null) return;
	const found = await identity;
	if (found.status === "none") throw new UserError(`BigQuery needs Google credentials, and there are none: no GOOGLE_APPLICATION_CREDENTIALS, no file of gcloud, no metadata server. ${SIGN_IN}.`);
	if (found.status === "broken") throw new UserError(`The Google credentials of ${found.from} cannot be used: ${found.why}. ${SIGN_IN}.`);
	const { token, from } = found.identity;
	if (token.status === "refused") throw new UserError(`Google refuses the credentials of ${from}: ${token.why}. ${SIGN_IN} again.`);
	if (token.status === "unread" && /ENOTFOUND|ECONNREFUSED|E\w+UNREACH/.test(token.why)) throw new UnreadableError(`Google's sign-in cannot be reached: ${token.why}. Check the network, then run this again.`);
}
/** Where the client connects to: the emulator, a proxy, or Google. */
function endpointOf(env, emulator) {
	const proxy = env["HTTPS_PROXY"] || env["https_proxy"];
	const given = emulator || proxy;
	if (!given) return {
		host: "bigquery.googleapis.com",
		port: 443,
		through: ""
	};
	const text = /^\w+:\/\//.test(given) ? given : `http://${given}`;
	if (!URL.canParse(text)) throw new UserError(`"${given}" is no address; correct ${emulator ? "BIGQUERY_EMULATOR_HOST" : "HTTPS_PROXY"}.`);
	const url = new URL(text);
	return {
		host: url.hostname.replace(/^\[|\]$/g, ""),
		port: Number(url.port) || (url.protocol === "https:" ? 443 : 80),
		through: emulator ? " (BIGQUERY_EMULATOR_HOST)" : " (HTTPS_PROXY)"
	};
}
async function checkNetwork(endpoint) {
	const end = Date.now() + LIMIT_MS;
	for (;;) try {
		return await connected(endpoint, end - Date.now());
	} catch (cause) {
		if (end - Date.now() > BETWEEN_MS) {
			await (0, import_promises$1.setTimeout)(BETWEEN_MS);
			continue;
		}
		const { host, port, through } = endpoint;
		throw new UnreadableError(`BigQuery cannot be reached: no connection to ${host}:${port}${through}: ${errorMessage(cause)}. Check the network, then run this again. The sample needs none: --environment sample.`);
	}
}
function connected({ host, port }, timeoutMs) {
	return new Promise((resolve, reject) => {
		const socket = (0, import__node_net.connect)({
			host,
			port,
			timeout: Math.max(1, timeoutMs)
		});
		const end = (error) => {
			socket.destroy();
			if (error === void 0) resolve();
			else reject(error);
		};
		socket.once("connect", () => end());
		socket.once("error", end);
		socket.once("timeout", () => end(/* @__PURE__ */ new Error(`no answer within ${LIMIT_MS / 1e3} s`)));
	});
}

export { checkBigQuery };