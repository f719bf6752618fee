import { ToolbarButton, useGraphiQL } from '@graphiql/react';
import { useEffect, useRef, useState } from 'react';
import { useOpenDocument, WELCOME } from './documents';
import { onlyReads, resolveLink, type View, writeLink } from './link';
import { useSaved } from './saved-state';

const MONOSPACE = 'ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", "Liberation Mono", monospace';

/** Keeps the address bar a link to what is on the screen, and opens links that are pasted into it. */
export function AddressBar({ view, onView }: { view: View; onView: (view: View) => void }) {
  const open = useOpenDocument();
  const { report } = useSaved();
  const query = useGraphiQL((state) => state.tabs[state.activeTabIndex]?.query ?? '');
  const variables = useGraphiQL((state) => state.tabs[state.activeTabIndex]?.variables ?? '');

  useEffect(() => {
    const pause = setTimeout(() => {
      const pristine = !query.trim() || (query === WELCOME && !variables && view === 'json');
      const hash = pristine ? '' : writeLink({ query, variables, view });
      if (hash !== window.location.hash) {
        window.history.replaceState(null, '', hash || window.location.pathname + window.location.search);
      }
    }, 300);
    return () => clearTimeout(pause);
  }, [query, variables, view]);

  useEffect(() => {
    // What the address was changed to, even if the document that stood there has been written back meanwhile.
    const follow = async ({ newURL }: HashChangeEvent) => {
      try {
        const link = await resolveLink(new URL(newURL).hash);
        if (!link) return;
        onView(link.view);
        open(link.query, link.variables, onlyReads(link.query), link.operationName);
      } catch (error) {
        report(error);
      }
    };
    const listen = (event: HashChangeEvent) => void follow(event);
    window.addEventListener('hashchange', listen);
    return () => window.removeEventListener('hashchange', listen);
  }, [open, onView, report]);
  return null;
}

/** Once the editors stand: names and fonts for them, and the first run if the document only reads. */
export function FirstRun({ operationName }: { operationName?: string | undefined }) {
  const { queryEditor, variableEditor, headerEditor, responseEditor, actions } = useGraphiQL((state) => state);
  const begun = useRef(false);
  useEffect(() => {
    const named = { Query: queryEditor, Variables: variableEditor, Headers: headerEditor, Result: responseEditor };
    for (const [ariaLabel, editor] of Object.entries(named)) {
      // Wrapping would break numbers in two: -9.51091 after the point.
      const wordWrap = ariaLabel === 'Result' ? 'off' : 'on';
      const scrollbar = { alwaysConsumeMouseWheel: false };
      editor?.updateOptions({ ariaLabel, fontFamily: MONOSPACE, fontSize: 13, wordWrap, scrollbar });
    }
    if (begun.current || !queryEditor || !variableEditor || !headerEditor || !responseEditor) return;
    begun.current = true;
    if (operationName) actions.setOperationName(operationName);
    if (onlyReads(queryEditor.getValue())) void actions.run();
  }, [queryEditor, variableEditor, headerEditor, responseEditor, actions, operationName]);
  return null;
}

/** Keeps the active tab in sight, with its name and its close button, however many are open. */
export function ActiveTab() {
  const index = useGraphiQL((state) => state.activeTabIndex);
  const title = useGraphiQL((state) => state.tabs[state.activeTabIndex]?.title);
  const count = useGraphiQL((state) => state.tabs.length);
  useEffect(() => {
    const tab = document.getElementById(`graphiql-session-tab-${index}`)?.parentElement;
    const strip = tab?.parentElement;
    if (!tab || !strip) return;
    const [inner, outer] = [tab.getBoundingClientRect(), strip.getBoundingClientRect()];
    if (inner.left < outer.left) strip.scrollLeft -= Math.ceil(outer.left - inner.left);
    else if (inner.right > outer.right) strip.scrollLeft += Math.ceil(inner.right - outer.right);
  }, [index, title, count]);
  return null;
}

/** Copies a link to the query and variables as they stand in the editors at this moment. */
export function CopyLink({ view }: { view: View }) {
  const { queryEditor, variableEditor } = useGraphiQL((state) => state);
  const [label, setLabel] = useState('Copy link');
  const copy = async () => {
    const link = { query: queryEditor?.getValue() ?? '', variables: variableEditor?.getValue() ?? '', view };
    window.history.replaceState(null, '', writeLink(link));
    try {
      await navigator.clipboard.writeText(window.location.href);
      setLabel('Link copied');
    } catch {
      setLabel('The address bar holds the link');
    }
    setTimeout(() => setLabel('Copy link'), 3000);
  };
  return (
    <>
      <ToolbarButton label={label} onClick={() => void copy()}>
        <svg className="graphiql-toolbar-icon" viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="1.8" strokeLinecap="round" aria-hidden="true">
          <path d="M10 14a4.5 4.5 0 0 0 6.400 0l3.200-3.200a4.5 4.5 0 0 0-6.400-6.400L12 5.600M14 10a4.5 4.5 0 0 0-6.400 0l-3.200 3.200a4.5 4.5 0 0 0 6.400 6.400l1.200-1.200" />
        </svg>
      </ToolbarButton>
      {label !== 'Copy link' && (
        <span className="copied" role="status">
          {label}
        </span>
      )}
    </>
  );
}
