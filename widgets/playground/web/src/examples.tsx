import type { GraphiQLPlugin } from '@graphiql/react';
import { EXAMPLES, useOpenDocument, useReady } from './documents';

function Icon() {
  return (
    <svg viewBox="0 0 24 24" width="1em" height="1em" fill="none" stroke="currentColor" strokeWidth="1.5" aria-hidden="true">
      <path d="M5 3.5h14v17l-7-4.5-7 4.5z" strokeLinejoin="round" />
    </svg>
  );
}

function Examples() {
  const open = useOpenDocument();
  const ready = useReady();
  return (
    <section className="examples" aria-label="Examples">
      <h2>Examples</h2>
      <p>Questions that this data answers. Each opens in its own tab and runs.</p>
      <ul>
        {EXAMPLES.map(({ title, question, query }) => (
          <li key={title}>
            <button type="button" disabled={!ready} onClick={() => open(query, '', true)}>
              <strong>{title}</strong>
              <span>{question}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

export const EXAMPLES_PLUGIN: GraphiQLPlugin = { title: 'Examples', icon: Icon, content: Examples };
