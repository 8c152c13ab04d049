// Everything that one run has said so far. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "run_client/run_feed.h"

#include <QDateTime>

namespace {

constexpr std::size_t keptLog = 20'000;

int stageOf(const std::string& series) {
    return series.rfind("stage1/", 0) == 0 ? 1 : series.rfind("stage2/", 0) == 0 ? 2 : 0;
}

double now() {
    return static_cast<double>(QDateTime::currentMSecsSinceEpoch()) / 1000.0;
}

}  // namespace

void RunFeed::clear() {
    m_run = 0;
    m_row = {};
    m_progress = {};
    m_series.clear();
    m_log.clear();
    m_droppedLog = 0;
    m_storedLogs = 0;
    m_warnings.clear();
    m_snapshots.clear();
    m_snapshotAttempt = 0;
    m_latestStage = 0;
    Q_EMIT changed();
}

void RunFeed::readRow(const wb::Store& store) {
    if (auto row = store.find_run(m_run)) m_row = std::move(*row);
}

void RunFeed::load(const wb::Store& store, qint64 run) {
    {
        const QSignalBlocker quiet(this);
        clear();
    }
    m_run = run;
    readRow(store);
    for (const auto& info : store.series(run)) {
        auto& data = *entry(info.name);
        for (const auto& point : store.points(info.id))
            data.add(m_row.attempt, static_cast<double>(point.step), point.epoch, point.wall, point.value);
        if (data.size() > 0) m_latestStage = std::max(m_latestStage, stageOf(info.name));
    }
    for (const auto& [series, line] : store.reference_lines(run)) {
        auto& data = *entry(series);
        data.referenceLabel = QString::fromStdString(line.first);
        data.referenceValue = line.second;
    }
    for (const auto& line : store.logs(run, keptLog))
        addLog({line.time, line.level, QString::fromStdString(line.code), QString::fromStdString(line.text)});
    m_storedLogs = m_log.size();
    m_warnings = store.warnings(run);
    for (auto& snapshot : store.snapshots(run)) addSnapshot(std::move(snapshot));
    m_snapshotAttempt = m_row.attempt;
    Q_EMIT changed();
}

void RunFeed::poll(const wb::Store& store) {
    if (m_run == 0) return;
    readRow(store);
    for (const auto& info : store.series(m_run)) {
        auto& data = *entry(info.name);
        const double last = data.step.empty() ? -1 : data.step.back();
        // A newer attempt may have gone back to a checkpoint: then its points lie before our last one.
        const bool again = m_row.attempt > data.attempt && data.attempt > 0;
        if (!again && static_cast<double>(info.last_step) <= last) continue;
        for (const auto& point : store.points(info.id, again ? -1 : static_cast<std::int64_t>(last)))
            data.add(m_row.attempt, static_cast<double>(point.step), point.epoch, point.wall, point.value);
        if (const int stage = stageOf(info.name)) m_latestStage = stage;
    }
    for (const auto& [series, line] : store.reference_lines(m_run)) {
        auto& data = *entry(series);
        data.referenceLabel = QString::fromStdString(line.first);
        data.referenceValue = line.second;
    }
    const auto logs = store.logs(m_run, keptLog);
    for (std::size_t i = std::min(m_storedLogs, logs.size()); i < logs.size(); ++i)
        addLog({logs[i].time, logs[i].level, QString::fromStdString(logs[i].code),
                QString::fromStdString(logs[i].text)});
    m_storedLogs = logs.size();
    m_warnings = store.warnings(m_run);
    // As with points: a newer attempt may have gone back.
    const bool snapshotsAgain = m_row.attempt > m_snapshotAttempt;
    m_snapshotAttempt = m_row.attempt;
    for (auto& snapshot :
         store.snapshots(m_run, m_snapshots.empty() || snapshotsAgain ? std::int64_t{-1} : m_snapshots.back()->step))
        addSnapshot(std::move(snapshot));
    Q_EMIT changed();
}

void RunFeed::apply(const std::vector<wb::Event>& events) {
    bool any = false;
    for (const auto& event : events) {
        if (event.run != m_run) continue;
        any = true;
        if (const auto* scalar = std::get_if<wb::ScalarEvent>(&event.body)) {
            entry(scalar->series)
                ->add(event.attempt, static_cast<double>(scalar->step), scalar->epoch, scalar->wall, scalar->value);
            if (const int stage = stageOf(scalar->series)) m_latestStage = stage;
        } else if (const auto* progress = std::get_if<wb::ProgressEvent>(&event.body)) {
            m_progress = *progress;
        } else if (const auto* log = std::get_if<wb::LogEvent>(&event.body)) {
            addLog({now(), log->level, QString::fromStdString(log->code), QString::fromStdString(log->text)});
        } else if (const auto* warning = std::get_if<wb::WarningEvent>(&event.body)) {
            addWarning(warning->code, warning->text);
        } else if (const auto* snapshot = std::get_if<wb::SnapshotEvent>(&event.body)) {
            addSnapshot(*snapshot);
        } else if (const auto* line = std::get_if<wb::ReferenceLineEvent>(&event.body)) {
            auto& data = *entry(line->series);
            data.referenceLabel = QString::fromStdString(line->label);
            data.referenceValue = line->value;
        } else if (const auto* started = std::get_if<wb::StartedEvent>(&event.body)) {
            m_row.status = wb::RunStatus::running;
            m_row.attempt = std::max(m_row.attempt, event.attempt);
            if (!started->what.empty())
                addLog({now(), wb::LogLevel::info, {}, QString::fromStdString(started->what)});
        } else if (const auto* checkpoint = std::get_if<wb::CheckpointEvent>(&event.body)) {
            addLog({now(),
                    wb::LogLevel::info,
                    {},
                    tr("Checkpoint written at step %1.").arg(static_cast<qlonglong>(checkpoint->step))});
        } else if (const auto* ended = std::get_if<wb::EndedEvent>(&event.body)) {
            m_row.status = ended->status;
            m_row.error_what = ended->what;
            m_row.error_why = ended->why;
            m_row.error_fix = ended->fix;
        }
    }
    if (any) Q_EMIT changed();
}

void RunFeed::addLines(const QStringList& lines) {
    for (const QString& line : lines) addLog({now(), wb::LogLevel::info, {}, line});
    Q_EMIT changed();
}

void RunFeed::setStatus(wb::RunStatus status, const QString& what, const QString& why, const QString& fix) {
    m_row.status = status;
    m_row.error_what = what.toStdString();
    m_row.error_why = why.toStdString();
    m_row.error_fix = fix.toStdString();
    if (wb::is_ended(status)) m_progress = {};
    Q_EMIT changed();
}

void RunFeed::setProgress(const QString& phase, const QString& text, qint64 done, qint64 total, double eta) {
    m_progress = {phase.toStdString(), text.toStdString(), {}, done, total, eta};
    Q_EMIT changed();
}

SeriesPointer RunFeed::series(const std::string& name) const {
    const auto found = m_series.find(name);
    return found == m_series.end() ? nullptr : found->second;
}

QStringList RunFeed::seriesNames() const {
    QStringList names;
    for (const auto& [name, data] : m_series) names << QString::fromStdString(name);
    return names;
}

QStringList RunFeed::seriesOfStage(int stage) const {
    QStringList names;
    for (const auto& [name, data] : m_series)
        if (stageOf(name) == stage && data->size() > 0) names << QString::fromStdString(name.substr(7));
    return names;
}

bool RunFeed::hasStage(int stage) const {
    for (const auto& [name, data] : m_series)
        if (stageOf(name) == stage && data->size() > 0) return true;
    return false;
}

SeriesPointer& RunFeed::entry(const std::string& name) {
    auto& found = m_series[name];
    if (!found) found = std::make_shared<SeriesData>();
    return found;
}

void RunFeed::addLog(LogEntry entry) {
    m_log.push_back(std::move(entry));
    while (m_log.size() > keptLog) {
        m_log.pop_front();
        ++m_droppedLog;
    }
}

void RunFeed::addSnapshot(wb::SnapshotEvent snapshot) {
    // What was done again after a resume replaces what was there.
    while (!m_snapshots.empty() && m_snapshots.back()->step >= snapshot.step) m_snapshots.pop_back();
    m_snapshots.push_back(std::make_shared<const wb::SnapshotEvent>(std::move(snapshot)));
}

void RunFeed::addWarning(const std::string& code, const std::string& text) {
    for (auto& known : m_warnings)
        if (known.code == code && known.text == text) {
            ++known.count;
            return;
        }
    m_warnings.push_back({code, text, 1});
    addLog({now(), wb::LogLevel::warning, QString::fromStdString(code), QString::fromStdString(text)});
}
