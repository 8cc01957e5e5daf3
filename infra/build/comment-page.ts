import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { Marked } from "marked";

/** GitHub's five alerts are quotes that begin with a word in brackets. */
const alertTitle = /^<p>\[!(NOTE|TIP|IMPORTANT|WARNING|CAUTION)\]<br>/;

/** A comment as HTML, as GitHub makes it of its Markdown, less what GitHub takes out afterwards. */
export async function commentHtml(markdown: string): Promise<string> {
  const marked = new Marked({ gfm: true, breaks: true });
  marked.use({
    renderer: {
      blockquote({ tokens }) {
        const body = this.parser.parse(tokens);
        const kind = alertTitle.exec(body)?.[1]?.toLowerCase();
        if (kind === undefined) return `<blockquote>${body}</blockquote>`;
        const title = `<p class="markdown-alert-title">${triangle}${kind[0]?.toUpperCase()}${kind.slice(1)}</p>`;
        return `<div class="markdown-alert markdown-alert-${kind}">${title}${body.replace(alertTitle, "<p>")}</div>`;
      },
    },
  });
  return await marked.parse(markdown);
}

/** A page that shows comments below each other as GitHub does: its stylesheet, its box, its alerts, its line breaks. */
export async function commentPage(comments: readonly string[], width: number): Promise<string> {
  const stylesheet = fileURLToPath(import.meta.resolve("github-markdown-css/github-markdown-light.css"));
  const shown = await Promise.all(comments.map(async (markdown) => pictureOf(await commentHtml(markdown))));
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>A plan comment</title>
<style>${await readFile(stylesheet, "utf8")}</style>
<style>${ownStyle} .picture { width: ${width}px; }</style>
${shown.join("\n")}
</html>
`;
}

/** The heights of the comments of such a page in CSS pixels, with what is around each, as an expression in the page. */
export const pictureHeights =
  "Array.from(document.querySelectorAll('.picture'), (each) => Math.ceil(each.getBoundingClientRect().height))";

function pictureOf(html: string): string {
  return `<div class="picture">
  <div class="avatar">${bridge}</div>
  <div class="comment">
    <div class="header"><b>bridgehead</b> <span class="label">bot</span> commented 2 minutes ago</div>
    <article class="markdown-body">${html}</article>
  </div>
</div>`;
}

const triangle = `<svg class="octicon" viewBox="0 0 16 16" width="16" height="16" style="fill: none" stroke="currentColor"
  stroke-width="1.5" stroke-linejoin="round" stroke-linecap="round">
  <path d="M8 1.9 15 14.1H1Z"/><path d="M8 6.2v3.4M8 11.8v.1"/></svg>`;

const bridge = `<svg viewBox="0 0 40 40" width="40" height="40"><rect width="40" height="40" fill="#0b4f6c"/>
  <g fill="none" stroke="#fff" stroke-width="2.4" stroke-linecap="round"><path d="M5 27h30M12 11v20M28 11v20"/>
  <path d="M5 22q5-2 7-11 8 14 16 0 2 9 7 11" stroke-width="1.8"/></g></svg>`;

const ownStyle = `
  body { margin: 0; background: #fff; }
  .picture { box-sizing: border-box; padding: 12px; display: flex; gap: 16px; align-items: flex-start;
    font: 14px/1.5 -apple-system, BlinkMacSystemFont, "Segoe UI", "Noto Sans", Helvetica, Arial, sans-serif; }
  .avatar svg { display: block; border-radius: 6px; }
  .comment { flex: 1; min-width: 0; border: 1px solid #d1d9e0; border-radius: 6px; overflow: hidden; }
  .header { padding: 8px 16px; color: #59636e; background: #f6f8fa; border-bottom: 1px solid #d1d9e0; }
  .header b { color: #1f2328; }
  .label { padding: 0 7px; border: 1px solid #d1d9e0; border-radius: 2em; font-size: 12px; font-weight: 500; }
  .octicon { margin-right: 8px; }
  .markdown-body { padding: 16px; font-size: 14px; }
`;
