import { getOctokit } from "./npm.actions.github.lib.context.js";
import { isNotFound } from "./github.trouble.js";

/** An answer that does not come would hold a job until its own limit. */
const REQUEST_TIMEOUT_MS = 3e4;
/** The few requests of GitHub's git data API that publishing takes, in our words. Each request counts once. */
function openGit({ token, apiUrl, owner, repo }) {
	const { rest, hook } = getOctokit(token, apiUrl === void 0 ? {} : { baseUrl: apiUrl });
	const at = {
		owner,
		repo
	};
	let requests = 0;
	hook.wrap("request", (send, options) => {
		requests += 1;
		const signal = AbortSignal.timeout(REQUEST_TIMEOUT_MS);
		return send({
			...options,
			request: {
				...options.request,
				signal
			}
		});
	});
	const treeOf = async (sha) => (await rest.git.getCommit({
		...at,
		commit_sha: sha
	})).data.tree.sha;
	async function list(tree, recursive) {
		const { data } = await rest.git.getTree({
			...at,
			tree_sha: tree,
			...recursive ? { recursive: "1" } : {}
		});
		return data;
	}
	/** From one listing of the whole tree; where that is too long, from the folder's own. */
	async function blobsBelow(tree, folder) {
		const whole = await list(tree, true);
		const entries = whole.truncated === true ? await folderEntries(tree, folder) : whole.tree;
		return new Map(entries.flatMap(({ path, type, sha }) => type === "blob" && path.startsWith(`${folder}/`) ? [[path, sha]] : []));
	}
	async function folderEntries(tree, folder) {
		const { tree: root } = await list(tree, false);
		const found = root.find(({ path, type }) => path === folder && type === "tree");
		if (found === void 0) return [];
		const below = await list(found.sha, true);
		if (below.truncated === true) throw new Error(`${folder}/ has more files than GitHub lists in one answer.`);
		return below.tree.map((entry) => ({
			...entry,
			path: `${folder}/${entry.path}`
		}));
	}
	return {
		requests: () => requests,
		defaultBranch: async () => (await rest.repos.get(at)).data.default_branch,
		/** The branch's newest commit; null for a branch that is not there. */
		head: (branch) => rest.git.getRef({
			...at,
			ref: `heads/${branch}`
		}).then(({ data }) => data.object.sha, (error) => {
			if (isNotFound(error)) return null;
			throw error;
		}),
		async snapshot(commit, folder) {
			const tree = await treeOf(commit);
			return {
				commit,
				tree,
				blobs: await blobsBelow(tree, folder)
			};
		},
		async readBlob(sha) {
			const { data } = await rest.git.getBlob({
				...at,
				file_sha: sha
			});
			return Buffer.from(data.content, "base64");
		},
		async writeBlob(content) {
			const text = Buffer.from(content).toString("base64");
			await rest.git.createBlob({
				...at,
				content: text,
				encoding: "base64"
			});
		},
		/** The tree of `base` with these files in it, or without them; all others stay. */
		async writeTree(base, entries) {
			const tree = entries.map((entry) => ({
				path: entry.path,
				mode: "100644",
				type: "blob",
				..."text" in entry ? { content: entry.text } : { sha: "gone" in entry ? null : entry.sha }
			}));
			return (await rest.git.createTree({
				...at,
				base_tree: base,
				tree
			})).data.sha;
		},
		writeCommit: async (message, tree, parents) => (await rest.git.createCommit({
			...at,
			message,
			tree,
			parents: [...parents]
		})).data.sha,
		createBranch: async (branch, sha) => void await rest.git.createRef({
			...at,
			ref: `refs/heads/${branch}`,
			sha
		}),
		/** Refused unless `sha` descends from where the branch is: a compare-and-swap. */
		moveBranch: async (branch, sha) => void await rest.git.updateRef({
			...at,
			ref: `heads/${branch}`,
			sha,
			force: false
		}),
		/** Whether `commit` is `head` or one of its ancestors. */
		contains: (head, commit) => rest.repos.compareCommitsWithBasehead({
			...at,
			basehead: `${commit}...${head}`
		}).then(({ data }) => data.status === "identical" || data.status === "ahead", (error) => {
			if (isNotFound(error)) return false;
			throw error;
		}),
		/** The newest one between these branches, open or not. */
		async newestPullRequest(from, into) {
			const { data } = await rest.pulls.list({
				...at,
				head: `${owner}:${from}`,
				base: into,
				state: "all",
				sort: "created",
				direction: "desc",
				per_page: 1
			});
			const [one] = data;
			if (one === void 0) return null;
			const { number, html_url: url, state, head } = one;
			return {
				number,
				url,
				isOpen: state === "open",
				head: head.sha
			};
		},
		async openPullRequest(from, into, title, body) {
			const { data } = await rest.pulls.create({
				...at,
				head: from,
				base: into,
				title,
				body
			});
			return {
				number: data.number,
				url: data.html_url
			};
		}
	};
}

export { REQUEST_TIMEOUT_MS, openGit };