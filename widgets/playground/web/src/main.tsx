import 'graphiql/setup-workers/vite';
import '@graphiql/react/style.css';
import '@graphiql/plugin-doc-explorer/style.css';
import '@graphiql/plugin-history/style.css';
import '@graphiql/plugin-explorer/style.css';
import 'graphiql/graphiql.css';
import './style.css';
import { explorerPlugin } from '@graphiql/plugin-explorer';
import { HISTORY_PLUGIN } from '@graphiql/plugin-history';
import { GraphiQL } from 'graphiql';
import { useState } from 'react';
import { createRoot } from 'react-dom/client';
import baseball from './baseball.svg';
import { nameTabs, WELCOME } from './documents';
import { fetcher } from './endpoint';
import { EXAMPLES_PLUGIN } from './examples';
import { readLink } from './link';
import { ResultBar } from './results';
import { ActiveTab, AddressBar, CopyLink, FirstRun } from './session';

const PLUGINS = [HISTORY_PLUGIN, { ...explorerPlugin({ title: 'Explorer' }), title: 'Explorer' }, EXAMPLES_PLUGIN];
const link = readLink(window.location.hash);

function Playground() {
  const [table, setTable] = useState(link?.table ?? false);
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
      className={table ? 'shows-table' : undefined}
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
            <CopyLink table={table} />
          </>
        )}
      </GraphiQL.Toolbar>
      <GraphiQL.Footer>
        <ResultBar table={table} onTable={setTable} />
      </GraphiQL.Footer>
      <AddressBar table={table} onTable={setTable} />
      <FirstRun />
      <ActiveTab />
    </GraphiQL>
  );
}

const place = document.getElementById('playground');
if (place) createRoot(place).render(<Playground />);
