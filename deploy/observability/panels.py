"""What the Grafana dashboards show: panels with their queries, each of which is tested against a house that runs."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Panel:
    """A picture of some queries; each goes with what its line is called. ``unit`` is Grafana's name of it."""

    title: str
    unit: str
    queries: tuple[tuple[str, str], ...]
    kind: str = "timeseries"


def _age(metric: str, labels: str = "") -> str:
    return f"time() - max{labels} ({metric})"


def _slow(share: float, metric: str, by: str) -> str:
    return f"histogram_quantile({share}, sum by (le, {by}) (rate({metric}_bucket[$__rate_interval])))"


HOUSE = (
    Panel("Processes", "short", (("up", "{{job}}"),), "stat"),
    Panel("Workers awake", "short", (("sum(inkhearth_worker_awake)", "awake"),), "stat"),
    Panel("Last backup", "s", ((_age("inkhearth_backup_timestamp_seconds"), "age"),), "stat"),
    Panel("Open jobs", "short", (("sum by (kind, state) (inkhearth_jobs_open)", "{{kind}} {{state}}"),)),
    Panel("Oldest waiting job", "s", (("max by (kind) (inkhearth_jobs_oldest_wait_seconds)", "{{kind}}"),)),
    Panel(
        "Jobs ended",
        "ops",
        (("sum by (kind, end) (rate(inkhearth_jobs_ended_total[$__rate_interval]))", "{{kind}} {{end}}"),),
    ),
    Panel(
        "Wait, half and 95 %",
        "s",
        (
            (_slow(0.5, "inkhearth_job_wait_seconds", "kind"), "{{kind}} half"),
            (_slow(0.95, "inkhearth_job_wait_seconds", "kind"), "{{kind}} 95 %"),
        ),
    ),
    Panel(
        "Run by model, half and 95 %",
        "s",
        (
            (_slow(0.5, "inkhearth_job_run_seconds", "model"), "{{model}} half"),
            (_slow(0.95, "inkhearth_job_run_seconds", "model"), "{{model}} 95 %"),
        ),
    ),
    Panel(
        "Engines at work",
        "percentunit",
        (("sum by (model) (rate(inkhearth_job_engine_seconds_total[$__rate_interval]))", "{{model}}"),),
    ),
    Panel(
        "Failures and lost leases",
        "ops",
        (
            ("sum by (cause) (rate(inkhearth_job_failures_total[$__rate_interval]))", "{{cause}}"),
            ("sum by (state) (rate(inkhearth_job_leases_lost_total[$__rate_interval]))", "lost while {{state}}"),
        ),
    ),
    Panel(
        "Loops that failed",
        "short",
        (("sum by (job) (increase(inkhearth_loop_faults_total[1h]))", "{{job}}"),),
    ),
    Panel(
        "Credits",
        "short",
        (
            ("max by (kind) (inkhearth_ledger_credits)", "{{kind}}"),
            ("sum(increase(inkhearth_credits_refunded_total[1h]))", "given back in an hour"),
        ),
    ),
    Panel("Room for data", "bytes", (("min(inkhearth_data_free_bytes)", "free"),)),
)
PEOPLE = (
    Panel(
        "Turns",
        "ops",
        (("sum by (platform, how) (rate(inkhearth_turns_total[$__rate_interval]))", "{{platform}} {{how}}"),),
    ),
    Panel(
        "Turns that did not end well",
        "ops",
        (('sum by (end) (rate(inkhearth_turns_total{end!="answered"}[$__rate_interval]))', "{{end}}"),),
    ),
    Panel("Time to answer, 95 %", "s", ((_slow(0.95, "inkhearth_turn_seconds", "platform"), "{{platform}}"),)),
    Panel(
        "Commands",
        "short",
        (('topk(10, sum by (name) (increase(inkhearth_turns_total{how="command"}[1h])))', "{{name}}"),),
    ),
    Panel("Platforms heard", "short", (("min by (platform) (inkhearth_platform_connected)", "{{platform}}"),), "stat"),
    Panel(
        "Requests to platforms",
        "ops",
        (
            (
                "sum by (platform, status) (rate(inkhearth_platform_requests_total[$__rate_interval]))",
                "{{platform}} {{status}}",
            ),
        ),
    ),
    Panel(
        "Platforms' time, 95 %",
        "s",
        ((_slow(0.95, "inkhearth_platform_request_seconds", "platform, call"), "{{platform}} {{call}}"),),
    ),
    Panel(
        "Answers owed",
        "short",
        (
            ("max by (platform) (inkhearth_deliveries_due)", "{{platform}}"),
            ("max by (platform) (inkhearth_deliveries_troubled)", "{{platform}} in trouble"),
            ("max by (platform, task) (inkhearth_errands_due)", "{{platform}} {{task}}"),
        ),
    ),
    Panel(
        "Answers and errands",
        "ops",
        (
            ("sum by (platform, end) (rate(inkhearth_deliveries_total[$__rate_interval]))", "{{platform}} {{end}}"),
            (
                "sum by (platform, task, end) (rate(inkhearth_errands_total[$__rate_interval]))",
                "{{platform}} {{task}} {{end}}",
            ),
        ),
    ),
    Panel(
        "Pages",
        "reqps",
        (
            ("sum by (status) (rate(inkhearth_http_requests_total[$__rate_interval]))", "{{status}}"),
            ("sum(rate(inkhearth_http_faults_total[$__rate_interval]))", "faults"),
        ),
    ),
    Panel(
        "Pages' time, 95 %",
        "s",
        (
            (
                "histogram_quantile(0.95, sum by (le) (rate(inkhearth_http_request_seconds_bucket[$__rate_interval])))",
                "all",
            ),
            (
                (
                    'histogram_quantile(0.95, sum by (le) (rate(inkhearth_http_request_seconds_bucket{route=~"/api/.*"}'
                    "[$__rate_interval])))"
                ),
                "API",
            ),
        ),
    ),
    Panel(
        "Slowest routes",
        "s",
        (
            (
                (
                    "topk(5, sum by (route) (rate(inkhearth_http_request_seconds_sum[$__rate_interval])) "
                    "/ sum by (route) (rate(inkhearth_http_request_seconds_count[$__rate_interval])))"
                ),
                "{{route}}",
            ),
        ),
    ),
)
MACHINES = (
    Panel("Workers", "short", (("inkhearth_worker_awake", "{{worker}}"),), "stat"),
    Panel(
        "Last heard of", "s", ((_age("inkhearth_worker_seen_timestamp_seconds", " by (worker)"), "{{worker}}"),), "stat"
    ),
    Panel("Workers' memory", "bytes", (("inkhearth_worker_memory_bytes", "{{worker}}"),)),
    Panel("Cards at work", "percentunit", (("inkhearth_gpu_busy_ratio", "{{worker}} {{gpu}}"),)),
    Panel(
        "Cards' memory",
        "bytes",
        (
            ("inkhearth_gpu_memory_used_bytes", "{{worker}} {{gpu}}"),
            ("inkhearth_gpu_memory_bytes", "{{worker}} {{gpu}} in all"),
        ),
    ),
    Panel("Cards' heat", "celsius", (("inkhearth_gpu_celsius", "{{worker}} {{gpu}}"),)),
    Panel("Cards' power", "watt", (("inkhearth_gpu_watts", "{{worker}} {{gpu}}"),)),
    Panel("Processes' memory", "bytes", (("process_resident_memory_bytes", "{{job}}"),)),
    Panel("Processes' open files", "short", (("process_open_fds", "{{job}}"),)),
    Panel("Processor", "percentunit", (("rate(process_cpu_seconds_total[$__rate_interval])", "{{job}}"),)),
    Panel("Servers", "short", (("pg_up", "Postgres"), ("redis_up", "Valkey")), "stat"),
    Panel("The box's memory", "bytes", (("node_memory_MemAvailable_bytes", "free"),)),
)
TRUST = (
    Panel("Audit log", "short", (("max(inkhearth_audit_broken)", "broken"),), "stat"),
    Panel(
        "Ages",
        "s",
        (
            (_age("inkhearth_audit_appended_timestamp_seconds"), "last entry"),
            (_age("inkhearth_audit_verified_timestamp_seconds"), "verified"),
            (_age("inkhearth_audit_checkpoint_timestamp_seconds"), "checkpoint"),
        ),
        "stat",
    ),
    Panel("Audit entries in an hour", "short", (("max(delta(inkhearth_audit_entries[1h]))", "entries"),)),
    Panel(
        "Cases",
        "short",
        (
            ("max by (state) (inkhearth_cases_open)", "{{state}}"),
            ("max(inkhearth_cases_quarantined)", "quarantined"),
        ),
    ),
    Panel("Oldest case", "s", (("max by (state) (inkhearth_cases_oldest_seconds)", "{{state}}"),)),
    Panel(
        "Retention, since last run",
        "s",
        ((_age("inkhearth_retention_ran_timestamp_seconds", " by (rule)"), "{{rule}}"),),
    ),
    Panel(
        "Retention removed in a day", "short", (("max by (rule) (delta(inkhearth_retention_removed[1d]))", "{{rule}}"),)
    ),
    Panel(
        "Home Assistant",
        "short",
        (
            ("max(inkhearth_home_connected)", "connected"),
            ("max(inkhearth_home_bridge_connected)", "as the bridge wrote it"),
        ),
        "stat",
    ),
    Panel(
        "Home: calls",
        "ops",
        (
            ("sum by (end) (rate(inkhearth_home_calls_total[$__rate_interval]))", "{{end}}"),
            ("sum by (reason) (rate(inkhearth_home_losses_total[$__rate_interval]))", "lost: {{reason}}"),
            ("sum(rate(inkhearth_home_unrecorded_total[$__rate_interval]))", "not recorded, so not done"),
        ),
    ),
)
