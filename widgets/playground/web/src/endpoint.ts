import { createGraphiQLFetcher } from '@graphiql/toolkit';

export const ENDPOINT = new URL('graphql', window.location.href.split('#')[0]);

/** What a request cost: milliseconds until the whole body arrived, and its bytes after decompression. */
export interface Cost {
  milliseconds: number;
  bytes: number;
}

/** The newest responses: that of the schema may arrive after the first that the pane shows. */
let latest: { shown: string; cost: Cost }[] = [];

/** The cost of the response that the pane shows as `shown`; null if it is not among the newest. */
export function costOf(shown: string): Cost | null {
  return latest.find((response) => response.shown === shown)?.cost ?? null;
}

/** An Error without stack: the response pane prints every property, and a reader needs only the sentence. */
function failure(sentence: string): Error {
  const error = new Error(sentence);
  delete error.stack;
  return error;
}

async function send(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  const started = performance.now();
  const response = await fetch(input, init).catch(() => {
    throw failure(`No answer from ${ENDPOINT.href}. Is the server running, and is this computer online?`);
  });
  const text = await response.text();
  const milliseconds = performance.now() - started;
  const shown = prettyJson(text);
  if (shown === null) {
    const status = `${response.status} ${response.statusText}`.trim();
    throw failure(`The server answered ${status} with something other than JSON: ${text.slice(0, 300)}`);
  }
  latest = [{ shown, cost: { milliseconds, bytes: new Blob([text]).size } }, ...latest].slice(0, 2);
  return new Response(text, response);
}

function prettyJson(text: string): string | null {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return null;
  }
}

export const fetcher = createGraphiQLFetcher({
  url: ENDPOINT.href,
  subscriptionUrl: ENDPOINT.href.replace(/^http/, 'ws'),
  enableIncrementalDelivery: false,
  fetch: send,
});
