import type { GraphiQLPlugin } from '@graphiql/react';
import { useEffect, useState } from 'react';
import { useOpenDocument, useReady } from './documents';
import { resolveLink } from './link';
import { Problem } from './saved-dialog';
import { addressOf, listSaved, type SavedEntry, type Shelf, tokenOf } from './saved-queries';
import { sentence, useSaved } from './saved-state';

function Icon() {
  return (
    <svg viewBox="0 0 24 24" width="1em" height="1em" fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinejoin="round" aria-hidden="true">
      <path d="M12 3.500l2.700 5.500 6 .900-4.350 4.200 1.050 6L12 17.250 6.600 20.100l1.050-6L3.300 9.900l6-.900z" />
    </svg>
  );
}

function Saved() {
  const { problem, ask } = useSaved();
  const [search, setSearch] = useState('');
  const { shelf, failed, again } = useShelf(search);
  const ready = useReady();
  return (
    <section className="examples saved" aria-label="Saved queries">
      <h2>Saved</h2>
      <p>Queries that people keep here for each other.</p>
      <Problem text={problem} />
      <input type="search" placeholder="Search" aria-label="Search saved queries" value={search} onChange={(event) => setSearch(event.target.value)} />
      {failed && (
        <>
          <Problem text={failed} />
          <button type="button" className="graphiql-button" onClick={again}>
            Try again
          </button>
        </>
      )}
      {!shelf && !failed && <p role="status">Looking…</p>}
      {shelf && !failed && <Entries shelf={shelf} search={search} />}
      {shelf?.maySave && (
        <button type="button" className="graphiql-button" disabled={!ready} onClick={() => ask({ what: 'save' })}>
          Save the query in the editor
        </button>
      )}
      {shelf && !shelf.maySave && <p>This server keeps no new queries.</p>}
    </section>
  );
}

function Entries({ shelf: { entries, total }, search }: { shelf: Shelf; search: string }) {
  if (entries.length === 0) {
    return <p role="status">{search.trim() ? `No saved query tells of “${search.trim()}”.` : 'No query is saved yet.'}</p>;
  }
  return (
    <>
      {byFolder(entries).map(([folder, inside]) => (
        <div key={folder} role="group" aria-label={folder || 'In no folder'}>
          {folder && <h3>{folder.split('/').join(' / ')}</h3>}
          <ul>
            {inside.map((entry) => (
              <Entry key={entry.slug} entry={entry} />
            ))}
          </ul>
        </div>
      ))}
      {total > entries.length && (
        <p role="status">
          {entries.length} of {total.toLocaleString('en')} are shown: search for the others.
        </p>
      )}
    </>
  );
}

function Entry({ entry }: { entry: SavedEntry }) {
  const { slug, name, description } = entry;
  const { ask, report } = useSaved();
  const openDocument = useOpenDocument();
  const ready = useReady();
  const [copied, setCopied] = useState('');
  const open = () =>
    resolveLink(`#saved=${slug}`).then((link) => {
      if (link) openDocument(link.query, link.variables, true, link.operationName);
    }, report);
  const copy = () =>
    navigator.clipboard.writeText(addressOf(slug)).then(
      () => setCopied('Copied'),
      () => setCopied(addressOf(slug)),
    );
  return (
    <li>
      <button type="button" disabled={!ready} onClick={() => void open()}>
        <strong>{name}</strong>
        {description && <span>{description}</span>}
      </button>
      <div className="saved-actions" role="group" aria-label={`What to do with ${name}`}>
        <button type="button" onClick={() => void copy()}>
          Copy link
        </button>
        <a href={addressOf(slug, '.json')} target="_blank" rel="noreferrer">
          JSON
        </a>
        <a href={addressOf(slug, '.csv')} target="_blank" rel="noreferrer">
          CSV
        </a>
        {tokenOf(slug) && (
          <>
            <button type="button" onClick={() => ask({ what: 'update', entry })}>
              Update
            </button>
            <button type="button" onClick={() => ask({ what: 'delete', entry })}>
              Delete
            </button>
          </>
        )}
        <span role="status">{copied}</span>
      </div>
    </li>
  );
}

/** What is saved and holds a text, read again after a pause in typing and after every change. */
function useShelf(search: string) {
  const { version } = useSaved();
  const [shelf, setShelf] = useState<Shelf | null>(null);
  const [failed, setFailed] = useState<string | null>(null);
  const [tries, setTries] = useState(0);
  useEffect(() => {
    let wanted = true;
    const read = async () => {
      try {
        const found = await listSaved(search);
        if (!wanted) return;
        setShelf(found);
        setFailed(null);
      } catch (error) {
        if (wanted) setFailed(sentence(error));
      }
    };
    const pause = setTimeout(() => void read(), search ? 250 : 0);
    return () => {
      wanted = false;
      clearTimeout(pause);
    };
  }, [search, version, tries]);
  return { shelf, failed, again: () => setTries((before) => before + 1) };
}

/** The entries by their folders, in the order of the alphabet; those in none come first. */
function byFolder(entries: SavedEntry[]): [string, SavedEntry[]][] {
  const folders = new Map<string, SavedEntry[]>();
  for (const entry of [...entries].sort((left, right) => left.name.localeCompare(right.name))) {
    const folder = entry.folder ?? '';
    folders.set(folder, [...(folders.get(folder) ?? []), entry]);
  }
  return [...folders].sort(([left], [right]) => left.localeCompare(right));
}

export const SAVED_PLUGIN: GraphiQLPlugin = { title: 'Saved queries', icon: Icon, content: Saved };
