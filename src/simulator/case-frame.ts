/** What every case carries, empty unless somebody fills it: the service leaves nothing out. */
const none = { records: [] } as const;
/** How the service writes that there is no person. */
export const NOBODY = { uuid: "", email: "", full_name: "" } as const;
const BY_USER = { type: "user", user: NOBODY, workflow: { id: "", execution_id: "" } } as const;

/** The year 1 is how it writes "never". */
export const CASE_FRAME = {
  description: "",
  status: "new",
  severity: 50,
  severity_info: { level: "medium" },
  assigned_to: NOBODY,
  created_by: NOBODY,
  last_updated_by: NOBODY,
  creation_actor: BY_USER,
  update_actor: BY_USER,
  tags: [],
  evidence: { alerts: none, events: none, leads: none, users: none, custom_evidence: none },
  analysis_results: {
    alerts: none,
    cloud_assets: none,
    data_domains: ["Endpoint"],
    events: none,
    files: none,
    hosts: none,
    leads: none,
    users: none,
  },
  consistency: { consistent: true, version: 1 },
  read_only: { is_read_only: false },
  start_timestamp: "0001-01-01T00:00:00Z",
  end_timestamp: "0001-01-01T00:00:00Z",
  version: 1,
} as const;
