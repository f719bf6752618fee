import { createGraphiQLFetcher } from '@graphiql/toolkit';

export const ENDPOINT = new URL('graphql', window.location.href.split('#')[0]);

/** What the last request cost: milliseconds until the whole body arrived, and its bytes after decompression. */
export interface Cost {
  milliseconds: number;
  bytes: number;
}

let lastCost: Cost | null = null;

export function costOfLastRequest(): Cost | null {
  return lastCost;
}

/** An Error without stack: the response pane prints every property, and a reader needs only the sentence. */
function failure(sentence: string): Error {
  const error = new Error(sentence);
  delete error.stack;
  return error;
}

async function send(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  const started = performance.now();
  lastCost = null;
  const response = await fetch(input, init).catch(() => {
    throw failure(`No answer from ${ENDPOINT.href}. Is the server running, and is this computer online?`);
  });
  const text = await response.text();
  lastCost = { milliseconds: performance.now() - started, bytes: new Blob([text]).size };
  if (!isJson(text)) {
    const status = `${response.status} ${response.statusText}`.trim();
    throw failure(`The server answered ${status} with something other than JSON: ${text.slice(0, 300)}`);
  }
  return new Response(text, response);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

export const fetcher = createGraphiQLFetcher({
  url: ENDPOINT.href,
  subscriptionUrl: ENDPOINT.href.replace(/^http/, 'ws'),
  enableIncrementalDelivery: false,
  fetch: send,
});
