import 'graphiql/setup-workers/vite';
import '@graphiql/react/style.css';
import '@graphiql/plugin-doc-explorer/style.css';
import '@graphiql/plugin-history/style.css';
import '@graphiql/plugin-explorer/style.css';
import 'graphiql/graphiql.css';
import './style.css';
import { explorerPlugin } from '@graphiql/plugin-explorer';
import { HISTORY_PLUGIN } from '@graphiql/plugin-history';
import { useGraphiQLActions } from '@graphiql/react';
import { GraphiQL } from 'graphiql';
import { useEffect, useState } from 'react';
import { createRoot } from 'react-dom/client';
import baseball from './baseball.svg';
import { nameTabs, WELCOME } from './documents';
import { fetcher } from './endpoint';
import { EXAMPLES_PLUGIN } from './examples';
import { type Linked, resolveLink, type View } from './link';
import { ResultBar } from './results';
import { SAVED_PLUGIN } from './saved';
import { SaveButton, SavedDialog } from './saved-dialog';
import { SavedProvider, sentence, useSaved } from './saved-state';
import { ActiveTab, AddressBar, CopyLink, FirstRun } from './session';

const PLUGINS = [HISTORY_PLUGIN, { ...explorerPlugin({ title: 'Explorer' }), title: 'Explorer' }, EXAMPLES_PLUGIN, SAVED_PLUGIN];

/** Shows the saved queries, and why a link to one did not open. */
function BrokenLink() {
  const { problem } = useSaved();
  const { setVisiblePlugin } = useGraphiQLActions();
  useEffect(() => {
    if (problem) setVisiblePlugin(SAVED_PLUGIN);
  }, [problem, setVisiblePlugin]);
  return null;
}

function Playground({ link }: { link: Linked | null }) {
  const [view, setView] = useState<View>(link?.view ?? 'json');
  return (
    <GraphiQL
      fetcher={fetcher}
      plugins={PLUGINS}
      visiblePlugin={EXAMPLES_PLUGIN}
      defaultQuery={WELCOME}
      initialQuery={link?.query}
      initialVariables={link?.variables}
      onTabChange={nameTabs}
      inputValueDeprecation
      schemaDescription
      className={view === 'json' ? undefined : 'shows-table'}
    >
      <GraphiQL.Logo>
        <span className="wordmark">
          <img src={baseball} alt="" /> SLUGGER
        </span>
      </GraphiQL.Logo>
      <GraphiQL.Toolbar>
        {({ prettify, merge, copy }) => (
          <>
            {prettify}
            {merge}
            {copy}
            <CopyLink view={view} />
            <SaveButton />
          </>
        )}
      </GraphiQL.Toolbar>
      <GraphiQL.Footer>
        <ResultBar view={view} onView={setView} />
      </GraphiQL.Footer>
      <AddressBar view={view} onView={setView} />
      <FirstRun operationName={link?.operationName} />
      <ActiveTab />
      <SavedDialog />
      <BrokenLink />
    </GraphiQL>
  );
}

async function start(place: HTMLElement) {
  let problem: string | null = null;
  const link = await resolveLink(window.location.hash).catch((error: unknown) => {
    problem = sentence(error);
    return null;
  });
  createRoot(place).render(
    <SavedProvider problem={problem}>
      <Playground link={link} />
    </SavedProvider>,
  );
}

const place = document.getElementById('playground');
if (place) void start(place);
