import { Dialog, ToolbarButton } from '@graphiql/react';
import { type FormEvent, type ReactNode, useEffect, useId, useState } from 'react';
import { useEditors, useReady } from './documents';
import { remember } from './link';
import { addressOf, type Changes, deleteSaved, listSaved, type SavedEntry, type SavedQuery, saveNew, updateSaved } from './saved-queries';
import { sentence, useSaved } from './saved-state';

export function SaveButton() {
  const { ask } = useSaved();
  const ready = useReady();
  return (
    <ToolbarButton label="Save query" disabled={!ready} onClick={() => ask({ what: 'save' })}>
      <svg className="graphiql-toolbar-icon" viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="1.8" strokeLinejoin="round" aria-hidden="true">
        <path d="M4 4h12l4 4v12H4z M8 4v5h7V4 M7 20v-7h10v7" />
      </svg>
    </ToolbarButton>
  );
}

/** The dialogs about saved queries. The one that is open keeps the focus inside; Escape closes it. */
export function SavedDialog() {
  const { asking, ask } = useSaved();
  return (
    <Dialog open={asking !== null} onOpenChange={(stays) => stays || ask(null)}>
      {asking?.what === 'save' && <Save />}
      {asking?.what === 'update' && <Update entry={asking.entry} />}
      {asking?.what === 'delete' && <Delete entry={asking.entry} />}
    </Dialog>
  );
}

function Save() {
  const read = useEditors();
  const { changed } = useSaved();
  const [saved, setSaved] = useState<SavedQuery | null>(null);
  if (saved) return <Shared saved={saved} />;
  const save = async (fields: Fields) => {
    const made = await saveNew({ ...fields, ...read() });
    remember(made);
    changed();
    setSaved(made);
  };
  return (
    <Sheet title="Save query" says="Everybody who reaches this server finds it, with the variables as they stand in the editor.">
      <Form action="Save" fields={{ name: '', folder: '', description: '' }} onSubmit={save} />
    </Sheet>
  );
}

function Shared({ saved: { slug, name } }: { saved: SavedQuery }) {
  const { ask } = useSaved();
  const [copied, setCopied] = useState('');
  const link = addressOf(slug);
  const copy = () =>
    navigator.clipboard.writeText(link).then(
      () => setCopied('Link copied.'),
      () => setCopied('Select the link to copy it.'),
    );
  return (
    <Sheet title={`“${name}” is saved`} says="Only this browser can change or delete it.">
      <p className="saved-link">
        <a href={link} target="_blank" rel="noreferrer">
          {link}
        </a>
      </p>
      <Buttons note={copied}>
        <button type="button" className="graphiql-button primary" autoFocus onClick={() => void copy()}>
          Copy link
        </button>
        <button type="button" className="graphiql-button" onClick={() => ask(null)}>
          Done
        </button>
      </Buttons>
    </Sheet>
  );
}

function Update({ entry }: { entry: SavedEntry }) {
  const read = useEditors();
  const { ask, changed } = useSaved();
  const [replaced, setReplaced] = useState(false);
  const update = async (fields: Fields) => {
    remember(await updateSaved(entry, { ...fields, ...(replaced && read()) }));
    changed();
    ask(null);
  };
  const fields = { name: entry.name, folder: entry.folder ?? '', description: entry.description ?? '' };
  return (
    <Sheet title={`Update “${entry.name}”`} says="Links to it stay as they are.">
      <Form action="Update" fields={fields} onSubmit={update}>
        <label className="saved-check">
          <input type="checkbox" checked={replaced} onChange={(event) => setReplaced(event.target.checked)} />
          Take query and variables from the editor
        </label>
      </Form>
    </Sheet>
  );
}

function Delete({ entry: { slug, name } }: { entry: SavedEntry }) {
  const { ask, leave, changed } = useSaved();
  const [state, act] = useAction(async () => {
    await deleteSaved(slug);
    changed();
    leave();
  });
  return (
    <Sheet title={`Delete “${name}”?`} says="Links to it, and programs that run it, will find nothing.">
      <Problem text={state.problem} />
      <Buttons>
        <button type="button" className="graphiql-button danger" disabled={state.busy} onClick={() => void act()}>
          Delete
        </button>
        <button type="button" className="graphiql-button" autoFocus onClick={() => ask(null)}>
          Cancel
        </button>
      </Buttons>
    </Sheet>
  );
}

function Sheet({ title, says, children }: { title: string; says: string; children: ReactNode }) {
  return (
    <div className="saved-dialog">
      <header>
        <Dialog.Title>{title}</Dialog.Title>
        <Dialog.Close />
      </header>
      <Dialog.Description>{says}</Dialog.Description>
      {children}
    </div>
  );
}

type Fields = Pick<Changes, 'name' | 'folder' | 'description'>;

interface FormProps {
  action: string;
  fields: Fields;
  onSubmit: (fields: Fields) => Promise<void>;
  children?: ReactNode;
}

function Form({ action, fields: first, onSubmit, children }: FormProps) {
  const { ask } = useSaved();
  const [fields, setFields] = useState(first);
  const { folders, closed } = useDesk();
  const id = useId();
  const [state, act] = useAction(() => onSubmit(fields));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void act();
  };
  const field = (name: keyof Fields) => ({
    value: fields[name],
    onChange: (event: { target: { value: string } }) => setFields({ ...fields, [name]: event.target.value }),
  });
  return (
    <form onSubmit={submit}>
      <label>
        Name
        <input required maxLength={120} autoFocus autoComplete="off" {...field('name')} />
      </label>
      <label>
        Folder (optional)
        <input maxLength={200} placeholder="pitching/reports" autoComplete="off" list={id} {...field('folder')} />
      </label>
      <datalist id={id}>
        {folders.map((folder) => (
          <option key={folder} value={folder} />
        ))}
      </datalist>
      <label>
        Description (optional)
        <textarea rows={3} maxLength={2000} {...field('description')} />
      </label>
      {children}
      <Problem text={closed ? 'Nothing can be saved on this server.' : state.problem} />
      <Buttons>
        <button type="submit" className="graphiql-button primary" disabled={state.busy || closed}>
          {action}
        </button>
        <button type="button" className="graphiql-button" onClick={() => ask(null)}>
          Cancel
        </button>
      </Buttons>
    </form>
  );
}

function Buttons({ note, children }: { note?: string; children: ReactNode }) {
  return (
    <div className="saved-buttons">
      <span role="status">{note}</span>
      {children}
    </div>
  );
}

export function Problem({ text }: { text: string | null }) {
  return (
    text && (
      <p className="result-error" role="alert">
        {text}
      </p>
    )
  );
}

/** Something that takes a while and can fail: whether it runs, why it failed, and what starts it. */
function useAction(work: () => Promise<void>): [{ busy: boolean; problem: string | null }, () => Promise<void>] {
  const [state, setState] = useState<{ busy: boolean; problem: string | null }>({ busy: false, problem: null });
  const act = async () => {
    setState({ busy: true, problem: null });
    try {
      await work();
      setState({ busy: false, problem: null });
    } catch (error) {
      setState({ busy: false, problem: sentence(error) });
    }
  };
  return [state, act];
}

/** The folders that there are, and whether nothing can be saved. */
function useDesk(): { folders: string[]; closed: boolean } {
  const [desk, setDesk] = useState({ folders: [] as string[], closed: false });
  useEffect(() => {
    // Only suggestions: without an answer a folder is written by hand, and saving says what is wrong.
    listSaved('').then(
      ({ entries, maySave }) => setDesk({ folders: [...new Set(entries.flatMap(({ folder }) => folder ?? []))].sort(), closed: !maySave }),
      () => undefined,
    );
  }, []);
  return desk;
}
