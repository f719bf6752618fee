import { createContext, type ReactNode, useCallback, useContext, useMemo, useRef, useState } from 'react';
import type { SavedEntry } from './saved-queries';

/** Which dialog is open: a new query, changes of one, or the end of one. */
export type Asking = { what: 'save' } | { what: 'update' | 'delete'; entry: SavedEntry };

interface SavedState {
  asking: Asking | null;
  ask: (asking: Asking | null) => void;
  /** Closes the dialog of an entry that is no longer there. */
  leave: () => void;
  /** Grows with every change, so that lists know when to read again. */
  version: number;
  changed: () => void;
  /** Why a link to a saved query did not open. */
  problem: string | null;
  report: (error: unknown) => void;
}

const Saved = createContext<SavedState | null>(null);

export function SavedProvider({ problem: first, children }: { problem: string | null; children: ReactNode }) {
  const [asking, setAsking] = useState<Asking | null>(null);
  const opener = useRef<Element | null>(null);
  const [version, setVersion] = useState(0);
  const [problem, setProblem] = useState(first);
  const ask = useCallback((next: Asking | null) => {
    if (next) opener.current = document.activeElement;
    // After the dialog has gone and has let go of the focus.
    else setTimeout(() => focusOn(opener.current));
    setAsking(next);
  }, []);
  const leave = useCallback(() => {
    opener.current = document.querySelector('.saved input');
    ask(null);
  }, [ask]);
  const changed = useCallback(() => {
    setProblem(null);
    setVersion((before) => before + 1);
  }, []);
  const report = useCallback((error: unknown) => setProblem(sentence(error)), []);
  const state = useMemo(() => ({ asking, ask, leave, version, changed, problem, report }), [asking, ask, leave, version, changed, problem, report]);
  return <Saved.Provider value={state}>{children}</Saved.Provider>;
}

export function useSaved(): SavedState {
  const state = useContext(Saved);
  if (!state) throw new Error('useSaved belongs inside of SavedProvider');
  return state;
}

function focusOn(element: Element | null): void {
  if (element instanceof HTMLElement) element.focus();
}

export function sentence(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
