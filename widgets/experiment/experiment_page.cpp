// The Experiment page: what it does. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "experiment/experiment_page.h"

#include <QButtonGroup>
#include <QEvent>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollArea>
#include <algorithm>

#include "common/colours.h"
#include "common/message_bar.h"
#include "common/selection.h"
#include "experiment/dataset_choice.h"
#include "experiment/experiment_tasks.h"
#include "experiment/launch.h"
#include "experiment/lists_choice.h"
#include "experiment/method_card.h"
#include "experiment/sample_request.h"
#include "form/param_field.h"
#include "form/param_form.h"
#include "form/problem_text.h"

namespace {

/// For a shell: quoted where it has to be.
QString shellWord(const QString& word) {
    static const QString plain =
        QStringLiteral("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:=,+@%");
    bool safe = !word.isEmpty();
    for (const QChar c : word) safe = safe && plain.contains(c);
    QString quoted = word;
    return safe ? word
                : QString(QLatin1Char('\'') % quoted.replace(QLatin1Char('\''), QStringLiteral("'\\''")) %
                          QLatin1Char('\''));
}

void insert(wb::ExperimentRequest& request, const std::string& section,
            const std::map<std::string, std::string>& values) {
    for (const auto& [key, text] : values) request.values[section + "." + key] = text;
}

std::map<std::string, std::string> section(const wb::ExperimentRequest& request, const std::string& name) {
    std::map<std::string, std::string> values;
    const std::string prefix = name + ".";
    for (const auto& [key, text] : request.values)
        if (key.rfind(prefix, 0) == 0) values[key.substr(prefix.size())] = text;
    return values;
}

std::int64_t usualKept() {
    for (const auto& spec : wb::candidate_params())
        if (spec.key == "retrieval_top_k") return std::get<std::int64_t>(spec.default_value);
    return 0;
}

}  // namespace

std::string ExperimentPage::task() const {
    return experimentTasks()[static_cast<std::size_t>(std::max(0, m_tasks->checkedId()))].id;
}

bool ExperimentPage::usesRerank() const {
    return task() != wb::task_train_retrieval;
}

bool ExperimentPage::usesRetrieval() const {
    if (task() != wb::task_train_rerank) return true;
    const auto values = m_candidates->values();
    const auto mode = values.find("mode");
    return mode != values.end() && mode->second == "retrieval";
}

bool ExperimentPage::takesLists() const {
    return task() == wb::task_train_rerank && usesRetrieval();
}

void ExperimentPage::setTask(const std::string& task) {
    const auto& all = experimentTasks();
    for (std::size_t i = 0; i < all.size(); ++i)
        if (all[i].id == task) m_tasks->button(static_cast<int>(i))->setChecked(true);
}

wb::ExperimentRequest ExperimentPage::request() const {
    wb::ExperimentRequest request;
    request.task = task();
    insert(request, "data", m_data->values());
    insert(request, "candidates", m_candidates->changedValues());
    insert(request, "job", m_job->changedValues());
    if (usesRetrieval()) {
        request.retrieval_method = m_retrieval->method();
        if (takesLists()) {
            // What stage 1 did is known from that run; only how many items it kept bounds this one.
            request.values.erase("candidates.retrieval_top_k");
            const auto kept = m_lists->kept();
            if (kept > 0 && kept != usualKept()) request.values["candidates.retrieval_top_k"] = std::to_string(kept);
            if (m_lists->run() != 0) request.values["candidates.source_run"] = std::to_string(m_lists->run());
        } else {
            request.retrieval_preset = m_retrieval->preset();
            insert(request, "retrieval", m_retrieval->values());
        }
    }
    if (usesRerank()) {
        request.rerank_method = m_rerank->method();
        request.rerank_preset = m_rerank->preset();
        insert(request, "rerank", m_rerank->values());
    }
    return request;
}

void ExperimentPage::setRequest(const wb::ExperimentRequest& request, const QString& name) {
    setTask(request.task);
    m_name->setText(name);
    arrange();
    m_data->setValues(section(request, "data"));
    m_candidates->setValues(section(request, "candidates"));
    const auto source = request.values.find("candidates.source_run");
    m_lists->select(source == request.values.end() ? 0 : QString::fromStdString(source->second).toLongLong());
    m_job->setValues(section(request, "job"));
    if (!request.retrieval_method.empty())
        m_retrieval->setChoice(request.retrieval_method, request.retrieval_preset, section(request, "retrieval"));
    if (!request.rerank_method.empty())
        m_rerank->setChoice(request.rerank_method, request.rerank_preset, section(request, "rerank"));
    check();
}

void ExperimentPage::loadRun(qint64 run) {
    try {
        const auto config = wb::config_from_json(*m_context->registry, m_context->store->config_json(run));
        const auto row = m_context->store->find_run(run);
        setRequest(wb::request_from_config(config), row ? QString::fromStdString(row->name) : QString());
        m_message->showMessage(MessageBar::Kind::info, tr("Filled with the settings of run %1.").arg(run), {});
    } catch (const wb::UserError& error) {
        m_message->showError(error);
    }
}

void ExperimentPage::refresh() {
    // Another page is shown and the store changes often while a run works: read when it matters.
    if (!isVisible()) {
        m_stale = true;
        return;
    }
    m_stale = false;
    m_data->reload();
    try {
        // Once there is a run, there is always one: the list is read only until then.
        if (!m_welcome->isHidden() && !m_context->store->list_runs(true).empty()) m_welcome->hide();
    } catch (const wb::UserError& error) {
        m_message->showError(error);
    }
    check();
}

void ExperimentPage::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    if (m_stale) refresh();
}

void ExperimentPage::edited() {
    // Many fields change at once when a preset is chosen: one check for all.
    if (!m_check.isActive()) m_check.start();
}

void ExperimentPage::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) edited();
}

void ExperimentPage::check() {
    m_check.stop();
    arrange();
    m_retrieval->setData(m_data->info());
    m_rerank->setData(m_data->info());
    if (takesLists()) {
        const auto job = m_job->values();
        const auto seed = job.find("seed");
        try {
            m_lists->reload(m_data->info(), m_data->values(), m_retrieval->method(),
                            seed == job.end() ? std::string() : seed->second);
        } catch (const wb::UserError& error) {
            m_message->showError(error);
        }
    }
    auto found = wb::resolve(*m_context->registry, request());
    // What the workspace lacks is said together with what is typed wrong, not one after the other.
    if (const auto& config = found.config ? found.config : found.draft) {
        try {
            const auto missing =
                wb::check_against_workspace(*config, m_context->workspace, *m_context->store, *m_context->registry);
            for (const auto& problem : missing) {
                const bool known = std::any_of(found.problems.begin(), found.problems.end(),
                                               [&](const auto& each) { return each.key == problem.key; });
                if (!known) found.problems.push_back(problem);
            }
        } catch (const wb::UserError& error) {
            m_message->showError(error);
        }
    }
    m_problems = found.problems;
    m_data->showProblems(m_problems);
    m_candidates->showProblems(m_problems);
    m_job->showProblems(m_problems);
    m_retrieval->showProblems(m_problems);
    m_rerank->showProblems(m_problems);
    if (takesLists()) m_lists->showProblems(m_problems);
    updateSide(found);
}

QString ExperimentPage::commandLine() const {
    QString line = QString::fromStdString(wb::command_line_of(*m_context->registry, request()));
    if (const QString name = m_name->text().trimmed(); !name.isEmpty())
        line += QStringLiteral(" --name ") % shellWord(name);
    for (const QString& tag : m_tags->text().split(QLatin1Char(','), Qt::SkipEmptyParts))
        if (!tag.trimmed().isEmpty()) line += QStringLiteral(" --tag ") % shellWord(tag.trimmed());
    if (m_context->workspace.root != wb::Workspace::default_root())
        line +=
            QStringLiteral(" --workspace ") % shellWord(QString::fromStdString(m_context->workspace.root.string()));
    return line;
}

void ExperimentPage::updateSide(const wb::Resolution& found) {
    const int count = static_cast<int>(m_problems.size());
    m_start->setText(m_queue->isBusy() ? tr("Add to the queue") : tr("Start run"));
    m_start->setEnabled(count == 0);
    m_goToProblem->setVisible(count > 0);
    QPalette colour = palette();
    colour.setColor(QPalette::WindowText, count > 0 ? colours::error(palette()) : colours::good(palette()));
    m_summary->setPalette(colour);
    if (count == 0) {
        m_summary->setText(tr("\u2713 Ready to start"));
    } else {
        m_summary->setText(tr("\u26a0 Problems: %1").arg(count));
        QStringList words;
        for (const auto& problem : m_problems) words << problemText(problem);
        m_summary->setToolTip(words.join(QLatin1Char('\n')));
    }
    QStringList lines;
    for (const auto& problem : m_problems) lines << QString::fromStdString(problem.what);
    for (const auto& warning : found.warnings) lines << QString::fromStdString(warning.text);
    m_warnings->setText(lines.join(QStringLiteral("\n\n")));
    m_warnings->setVisible(!lines.isEmpty());
    if (const QString line = commandLine(); m_command->toPlainText() != line) m_command->setPlainText(line);
    const QString json = found.config ? QString::fromStdString(wb::config_to_json(*found.config)) : QString();
    if (m_json->toPlainText() != json) m_json->setPlainText(json);
}

void ExperimentPage::showFirstProblem() {
    if (m_problems.empty()) return;
    const QString full = QString::fromStdString(m_problems.front().key);
    const QString part = full.section(QLatin1Char('.'), 0, 0), key = full.section(QLatin1Char('.'), 1);
    if (part == QLatin1String("data")) m_data->focusField(key);
    if (part == QLatin1String("candidates") && !m_candidates->focusField(key)) m_lists->setFocus();
    if (part == QLatin1String("job")) m_job->focusField(key);
    if (part == QLatin1String("retrieval")) m_retrieval->focusField(key);
    if (part == QLatin1String("rerank")) m_rerank->focusField(key);
    if (QWidget* there = focusWidget()) m_scroll->ensureWidgetVisible(there);
}

void ExperimentPage::start() {
    check();
    if (!m_problems.empty()) {
        showFirstProblem();
        return;
    }
    launch(request(), m_name->text().trimmed());
}

void ExperimentPage::startSample() {
    launch(sampleRequest(*m_context->registry), tr("Sample"));
}

void ExperimentPage::launch(const wb::ExperimentRequest& request, const QString& name) {
    m_message->clear();
    const auto found = wb::resolve(*m_context->registry, request);
    if (!found.config) {
        QStringList words;
        for (const auto& problem : found.problems) words << problemText(problem);
        m_message->showMessage(MessageBar::Kind::error, tr("The run cannot start."), words.join(QLatin1Char('\n')));
        return;
    }
    const auto& config = *found.config;
    try {
        const auto missing =
            wb::check_against_workspace(config, m_context->workspace, *m_context->store, *m_context->registry);
        if (!missing.empty()) {
            QStringList words;
            for (const auto& problem : missing) words << problemText(problem);
            m_message->showMessage(MessageBar::Kind::error, tr("The run cannot start."),
                                   words.join(QLatin1Char('\n')));
            return;
        }
        std::vector<std::string> tags;
        for (const QString& tag : m_tags->text().split(QLatin1Char(','), Qt::SkipEmptyParts))
            if (!tag.trimmed().isEmpty()) tags.push_back(tag.trimmed().toStdString());
        const qint64 id = wb::queue_run(*m_context->store, m_context->workspace, config, name.toStdString(), tags,
                                        *m_context->registry);
        // Alone, the run is shown at once; behind another one it waits, and the page stays where the person is.
        const bool alone = !m_queue->isBusy();
        m_welcome->hide();
        if (alone) m_selection->setCurrentRun(id);
        m_queue->enqueue(id);
        m_selection->announceRunsChanged();
        Q_EMIT runStarted(id);
    } catch (const wb::UserError& error) {
        m_message->showError(error);
    }
}

void ExperimentPage::useDataset(const wb::PreparedInfo& info) {
    m_data->select(info);
    edited();
}

void ExperimentPage::useModel(const QString& languageModel) {
    for (const wb::MethodSpec* spec : m_context->registry->of_stage(wb::Stage::rerank)) {
        if (!spec->needs.language_model) continue;
        if (!usesRerank()) setTask(wb::task_train_pipeline);
        m_rerank->setChoice(spec->id, {}, {{"model", languageModel.toStdString()}});
        edited();
        return;
    }
}
