/** GraphiQL keeps its tabs in a storage; a tab is opened from outside by adding it there. */

const STATE = 'graphiql:tabState';

/** Pages on plain HTTP have no crypto.randomUUID. */
function randomId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
}

/** The tabs of a first visit. */
export function firstTabs(operations) {
  return operations
    .filter(({ tab }) => tab)
    .map(({ query, variables }) => ({ query, variables, headers: null }));
}

/** Puts an operation into a tab of its own, in front; what the others hold stays. */
export function openTab(storage, { name, query, variables }) {
  const state = JSON.parse(storage.getItem(STATE) ?? '{"tabs":[]}');
  const tab = { id: randomId(), hash: null, title: name, query, variables, headers: null };
  state.tabs.push({ ...tab, operationName: name, response: null });
  state.activeTabIndex = state.tabs.length - 1;
  storage.setItem(STATE, JSON.stringify(state));
  // GraphiQL compares these with its tabs, and opens another one where they differ.
  storage.setItem('graphiql:query', query);
  storage.setItem('graphiql:variables', variables);
  storage.removeItem('graphiql:headers');
}
