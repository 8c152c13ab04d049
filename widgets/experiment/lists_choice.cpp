// Whose candidate lists a reranker alone takes. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "experiment/lists_choice.h"

#include <QAbstractItemView>
#include <QEvent>
#include <QFormLayout>
#include <QLabel>
#include <QLocale>
#include <QSignalBlocker>
#include <QVBoxLayout>
#include <algorithm>

#include "common/colours.h"
#include "common/eliding.h"
#include "experiment/config.h"
#include "experiment/launch.h"
#include "form/param_form.h"
#include "form/problem_text.h"

ListsChoice::ListsChoice(AppContext* context, QWidget* parent)
    : QWidget(parent),
      m_context(context),
      m_runs(new ElidingComboBox(this)),
      m_note(new QLabel(this)),
      m_problem(new QLabel(this)) {
    m_runs->setObjectName(QStringLiteral("candidates_source_run"));
    m_runs->setAccessibleName(tr("Lists of"));
    m_runs->setMinimumWidth(fontMetrics().averageCharWidth() * 16);
    m_runs->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_runs->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_note->setText(tr("Stage 1 is not trained here: its lists are those of a finished run."));
    m_note->setWordWrap(true);
    m_problem->setObjectName(QStringLiteral("candidates_source_run_problem"));
    m_problem->setWordWrap(true);
    m_problem->hide();
    auto* label = new QLabel(tr("Lists of"), this);
    label->setBuddy(m_runs);
    label->setMinimumWidth(formLabelWidth(fontMetrics()));
    auto* form = new QFormLayout;
    form->setHorizontalSpacing(14);
    form->setVerticalSpacing(5);
    form->addRow(label, m_runs);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addLayout(form);
    column->addWidget(m_problem);
    column->addWidget(m_note);
    setFocusProxy(m_runs);
    connect(m_runs, &QComboBox::activated, this, [this] {
        m_wanted = m_runs->currentData().toLongLong();
        Q_EMIT edited();
    });
    applyColours();
}

QString ListsChoice::title(const wb::RunRow& run) const {
    QStringList parts;
    if (!run.name.empty()) parts << QString::fromStdString(run.name);
    parts << tr("seed %1").arg(run.seed);
    if (const auto found = run.metrics.find("stage1/test/recall@20"); found != run.metrics.end())
        parts << QStringLiteral("Recall@20 ") % QLocale().toString(found->second, 'f', 2);
    return tr("Run %1: %2").arg(run.id).arg(parts.join(QStringLiteral(", ")));
}

/// The rule is core's: this asks it with an experiment that is sound apart from its lists.
qint64 ListsChoice::newest(const std::map<std::string, std::string>& dataValues, const std::string& method,
                           const std::string& seed) const {
    wb::ExperimentRequest request;
    request.task = wb::task_train_rerank;
    request.retrieval_method = method;
    const auto rerankers = m_context->registry->of_stage(wb::Stage::rerank);
    if (rerankers.empty()) return 0;
    request.rerank_method = rerankers.front()->id;
    for (const auto& [key, value] : dataValues) request.values["data." + key] = value;
    request.values["candidates.mode"] = "retrieval";
    request.values["job.seed"] = seed;
    auto found = wb::resolve(*m_context->registry, request);
    if (!found.config) {  // a seed that is no number yet
        request.values.erase("job.seed");
        found = wb::resolve(*m_context->registry, request);
    }
    if (!found.config) return 0;
    const auto row = wb::find_source_run(*found.config, m_context->workspace, *m_context->store);
    return row ? row->id : 0;
}

void ListsChoice::reload(const std::optional<wb::PreparedInfo>& dataset,
                         const std::map<std::string, std::string>& dataValues, const std::string& method,
                         const std::string& seed) {
    const auto* spec = m_context->registry->find(wb::Stage::retrieval, method);
    m_method = QString::fromStdString(spec ? spec->title : method);
    m_newest = 0;
    m_any = false;
    const QSignalBlocker quiet(m_runs);
    m_runs->clear();
    m_runs->addItem(QString(), 0);
    if (dataset) {
        m_newest = newest(dataValues, method, seed);
        for (const auto& run : m_context->store->list_runs()) {
            const bool trains = run.task == wb::task_train_retrieval || run.task == wb::task_train_pipeline;
            if (!trains || run.status != wb::RunStatus::finished || run.untrained || run.retrieval_method != method ||
                run.dataset_fingerprint != dataset->fingerprint)
                continue;
            m_runs->addItem(title(run), QVariant::fromValue<qint64>(run.id));
            m_any = true;
        }
    }
    m_runs->setItemText(0, m_newest != 0 ? tr("the newest (run %1)").arg(m_newest)
                           : m_any       ? tr("the newest")
                                         : tr("no finished run"));
    m_runs->setItemData(0, tr("The newest finished run; one of the same seed comes before others."), Qt::ToolTipRole);
    // A stored experiment may name a run that is not among them: the check says why.
    if (m_wanted != 0 && m_runs->findData(m_wanted) < 0) m_runs->addItem(tr("Run %1").arg(m_wanted), m_wanted);
    m_runs->setCurrentIndex(std::max(0, m_runs->findData(m_wanted)));
    m_runs->setEnabled(m_runs->count() > 1);
    // What the field shortens can be read whole when it is open.
    int widest = 0;
    for (int i = 0; i < m_runs->count(); ++i)
        widest = std::max(widest, m_runs->fontMetrics().horizontalAdvance(m_runs->itemText(i)));
    m_runs->view()->setMinimumWidth(widest + m_runs->fontMetrics().averageCharWidth() * 6);
}

qint64 ListsChoice::run() const {
    return m_wanted;
}

void ListsChoice::select(qint64 run) {
    m_wanted = run;
}

std::int64_t ListsChoice::kept() const {
    const qint64 run = m_wanted != 0 ? m_wanted : m_newest;
    if (run == 0) return 0;
    try {
        const auto config = wb::config_from_json(*m_context->registry, m_context->store->config_json(run));
        return wb::get_int(config.candidates, "retrieval_top_k");
    } catch (const std::exception&) {
        return 0;  // the check says what is wrong with the run
    }
}

void ListsChoice::showProblems(const std::vector<wb::Problem>& problems) {
    QStringList words;
    if (!m_any && m_wanted == 0) {
        words
            << tr("Stage 1 has to be trained first: no finished run of %1 on this dataset has lists.").arg(m_method);
    } else {
        for (const auto& problem : problems)
            if (problem.key == "candidates.source_run") words << problemText(problem);
    }
    m_problem->setText(words.isEmpty() ? QString()
                                       : QString(QStringLiteral("\u26a0 ") % words.join(QLatin1Char('\n'))));
    m_problem->setVisible(!words.isEmpty());
    m_runs->setAccessibleDescription(words.join(QLatin1Char('\n')));
}

void ListsChoice::applyColours() {
    QPalette quiet = palette();
    quiet.setColor(QPalette::WindowText, colours::mutedText(palette()));
    m_note->setPalette(quiet);
    QPalette alarm = palette();
    alarm.setColor(QPalette::WindowText, colours::error(palette()));
    m_problem->setPalette(alarm);
}

void ListsChoice::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) applyColours();
}
