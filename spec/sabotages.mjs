/**
 * Changes that show whether the models find faults: each takes one safeguard out of a model, or out of a module that it
 * imports, and the simulation has to find a trace that breaks an invariant.
 */
export const SABOTAGES = [
  {
    model: 'claim',
    name: 'no guard index',
    changes: [['(row.key == sent.key or isLive(row)))', 'row.key == sent.key)']],
  },
  {
    model: 'claim',
    name: 'no unique key',
    changes: [['(row.key == sent.key or isLive(row)))', 'isLive(row))']],
  },
  {
    model: 'claim',
    name: 'an answer names a row that no majority has',
    changes: [
      [
        'val mine = rows.filter(row => row.committed and row.id == my.id)',
        'val mine = rows.filter(row => row.id == my.id)',
      ],
    ],
  },
  {
    model: 'claim',
    name: 'facts of a deposed primary are paid by',
    changes: [
      [
        'val same = my.facts.term == term and my.facts.version == version',
        'val same = my.facts.version == version',
      ],
      ['      my.facts.term == term,\n', ''],
      ['version: my.facts.version, term: my.facts.term', 'version: my.facts.version, term: term'],
      ['my.phase == Frozen and my.facts.term == term', 'my.phase == Frozen'],
    ],
  },
  {
    model: 'claim',
    name: 'the event is not frozen',
    changes: [["frozen' = (frozen or same)", "frozen' = frozen"]],
  },
  {
    model: 'claim',
    name: 'a version that was not judged is frozen',
    changes: [
      [
        'val same = my.facts.term == term and my.facts.version == version',
        'val same = my.facts.term == term',
      ],
    ],
  },
  {
    model: 'stock',
    name: 'a hold is given back before a tombstone stands',
    changes: [['sends(Bury(id))', 'sends(GiveBack(id))']],
  },
  {
    model: 'stock',
    module: 'units',
    name: 'a hold is given back twice',
    changes: [
      [
        'if (id.in(state.holds)) { ...state.withoutHold(id), remaining: state.remaining + 1 } else state',
        '{ ...state.withoutHold(id), remaining: state.remaining + 1 }',
      ],
    ],
  },
  {
    model: 'stock',
    name: 'a take is sent again after no answer',
    changes: [["sent' = if (again and not(isTake)) sent", "sent' = if (again) sent"]],
  },
  {
    model: 'stock',
    name: 'a rejection that no majority has gives a unit back',
    changes: [
      [
        'if (stable.statusIs(id, Pending)) sends(Keep(id))',
        'if (current.statusIs(id, Pending)) sends(Keep(id))',
      ],
      [
        'id.in(stable.holds) and stable.statusIs(id, Success)',
        'id.in(stable.holds) and current.statusIs(id, Success)',
      ],
    ],
  },
  {
    model: 'stock',
    name: 'the hold of a rejected request is closed',
    changes: [
      ['else if (id.in(stable.holds)) sends(GiveBack(id))', 'else if (id.in(stable.holds)) sends(Close(id))'],
    ],
  },
  {
    model: 'stock',
    module: 'units',
    name: 'a unit is returned without the number it was judged by',
    changes: [['if (state.returns == judged.at)', 'if (true)']],
  },
  {
    model: 'stock',
    name: 'a request without a hold is inserted',
    changes: [
      ['if (my == Taking) all { id.in(stable.holds), moves(id, Held) }', 'if (my == Taking) moves(id, Held)'],
    ],
  },
  {
    model: 'feed',
    name: 'the tail is read by local',
    changes: [['nondet state = Set(stable, past).oneOf()', 'nondet state = Set(current, past).oneOf()']],
  },
  {
    model: 'feed',
    name: 'entries of one request are not unique',
    changes: [
      [
        'if (entry.sequence.in(state.entries.keys()) or state.holds(entry.request)) state',
        'if (entry.sequence.in(state.entries.keys())) state',
      ],
    ],
  },
  {
    model: 'feed',
    name: 'a request is settled before its entry is known',
    changes: [['if (stable.holds(relay.request)) all {', 'if (true) all {']],
  },
  {
    model: 'feed',
    name: 'a consumer is given what no majority has',
    changes: [
      ['following.in(stable.entries.keys()),', 'following.in(current.entries.keys()),'],
      [
        'seen.put(following, stable.entries.get(following))',
        'seen.put(following, current.entries.get(following))',
      ],
    ],
  },
  {
    model: 'payout',
    name: 'the cursor moves on an error',
    changes: [
      [
        'if (found == Set()) becomes(name, { ...worker, phase: "judged" })',
        'if (false) becomes(name, { ...worker, phase: "judged" })',
      ],
    ],
  },
  {
    model: 'payout',
    name: 'the cursor moves from any place',
    changes: [['if (state.cursor != judged.from) state', 'if (false) state']],
  },
  {
    model: 'payout',
    name: 'a payout inserts past the guard index',
    changes: [
      [
        'if (state.rowsOf(row.user) != Set()) state',
        'if (state.rowsOf(row.user).exists(other => other.byPayout == row.byPayout)) state',
      ],
    ],
  },
  {
    model: 'payout',
    name: 'who paid is judged by what no majority has',
    changes: [
      ['val found = stable.rowsOf(MEMBERS[worker.at])', 'val found = current.rowsOf(MEMBERS[worker.at])'],
    ],
  },
];
