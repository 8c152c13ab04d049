// The Experiment page: its widgets and how they stand. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QButtonGroup>
#include <QClipboard>
#include <QFontDatabase>
#include <QFormLayout>
#include <QGridLayout>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QScrollArea>
#include <QTabWidget>
#include <QVBoxLayout>
#include <algorithm>

#include "common/card.h"
#include "common/message_bar.h"
#include "common/selection.h"
#include "experiment/dataset_choice.h"
#include "experiment/experiment_page.h"
#include "experiment/experiment_tasks.h"
#include "experiment/lists_choice.h"
#include "experiment/method_card.h"
#include "experiment/model_offers.h"
#include "form/param_field.h"
#include "form/param_form.h"

ExperimentPage::ExperimentPage(AppContext* context, Selection* selection, RunQueue* queue, QWidget* parent)
    : QWidget(parent), m_context(context), m_selection(selection), m_queue(queue) {
    setObjectName(QStringLiteral("experiment_page"));
    m_check.setSingleShot(true);
    m_check.setInterval(60);
    connect(&m_check, &QTimer::timeout, this, &ExperimentPage::check);

    m_message = new MessageBar(this);
    m_scroll = new QScrollArea(this);
    m_scroll->setObjectName(QStringLiteral("experiment_scroll"));
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAsNeeded);
    auto* content = new QWidget(m_scroll);
    m_grid = new QGridLayout(content);
    m_grid->setContentsMargins(16, 12, 8, 16);
    m_grid->setSpacing(12);
    makeCards(content);
    m_scroll->setWidget(content);

    auto* left = new QVBoxLayout;
    left->setSpacing(0);
    auto* messageRow = new QHBoxLayout;
    messageRow->setContentsMargins(16, 10, 8, 0);
    messageRow->addWidget(m_message);
    left->addLayout(messageRow);
    left->addWidget(m_scroll, 1);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addLayout(left, 1);
    row->addWidget(makeSide());

    connect(m_queue, &RunQueue::queueChanged, this, &ExperimentPage::edited);
    connect(m_selection, &Selection::runsChanged, this, &ExperimentPage::refresh);
    check();
}

void ExperimentPage::makeCards(QWidget* parent) {
    m_welcome = new Card(tr("See it work first"), parent);
    m_welcome->setObjectName(QStringLiteral("welcome"));
    auto* words =
        new QLabel(tr("The sample trains a retriever and a small reranker on a built-in catalogue, and opens the "
                      "results when it is done. Nothing is downloaded."),
                   m_welcome);
    words->setWordWrap(true);
    auto* sample = new QPushButton(tr("Run the sample"), m_welcome);
    sample->setObjectName(QStringLiteral("run_sample"));
    QFont big = sample->font();
    big.setPointSizeF(big.pointSizeF() * 1.2);
    big.setWeight(QFont::DemiBold);
    sample->setFont(big);
    sample->setMinimumHeight(fontMetrics().height() * 5 / 2);
    sample->setMinimumWidth(fontMetrics().averageCharWidth() * 28);
    auto* welcomeRow = new QHBoxLayout;
    welcomeRow->setSpacing(16);
    welcomeRow->addWidget(sample);
    welcomeRow->addWidget(words, 1);
    static_cast<Card*>(m_welcome)->body()->addLayout(welcomeRow);
    connect(sample, &QPushButton::clicked, this, &ExperimentPage::startSample);

    m_dataCard = new Card(tr("Dataset"), parent);
    m_data = new DatasetChoice(m_context, m_dataCard);
    m_dataCard->body()->addWidget(m_data);
    connect(m_data, &DatasetChoice::edited, this, &ExperimentPage::edited);
    connect(m_data, &DatasetChoice::importRequested, this, &ExperimentPage::importRequested);

    m_taskCard = new Card(tr("Train"), parent);
    m_tasks = new QButtonGroup(this);
    int id = 0;
    for (const auto& task : experimentTasks()) {
        auto* button = new QRadioButton(tr(task.title), m_taskCard);
        button->setObjectName(QStringLiteral("task_") %
                              QString::fromLatin1(task.id).replace(QLatin1Char('-'), QLatin1Char('_')));
        m_tasks->addButton(button, id++);
        m_taskCard->body()->addWidget(button);
    }
    m_tasks->button(0)->setChecked(true);
    connect(m_tasks, &QButtonGroup::idToggled, this, [this](int, bool on) {
        if (on) edited();
    });

    m_retrieval = new MethodCard(*m_context->registry, wb::Stage::retrieval, parent);
    m_rerank = new MethodCard(*m_context->registry, wb::Stage::rerank, parent);
    m_rerank->setModelOffers([this] { return modelOffers(m_context->workspace); });
    m_lists = new ListsChoice(m_context, m_retrieval);
    m_lists->hide();
    connect(m_lists, &ListsChoice::edited, this, &ExperimentPage::edited);
    m_candidateCard = new Card(tr("Candidates"), parent);
    m_candidates = new ParamForm(QStringLiteral("candidates"), m_candidateCard);
    m_candidateCard->body()->addWidget(m_candidates);
    m_jobCard = new Card(tr("Run"), parent);
    m_name = new QLineEdit(m_jobCard);
    m_name->setObjectName(QStringLiteral("run_name"));
    m_name->setPlaceholderText(tr("optional"));
    m_tags = new QLineEdit(m_jobCard);
    m_tags->setObjectName(QStringLiteral("run_tags"));
    m_tags->setPlaceholderText(tr("optional, with commas between"));
    auto* form = new QFormLayout;
    form->setHorizontalSpacing(14);
    form->setVerticalSpacing(5);
    for (const auto& [text, edit] : {std::pair{tr("Name"), m_name}, std::pair{tr("Tags"), m_tags}}) {
        auto* label = new QLabel(text, m_jobCard);
        label->setMinimumWidth(formLabelWidth(fontMetrics()));
        label->setBuddy(edit);
        form->addRow(label, edit);
    }
    m_jobCard->body()->addLayout(form);
    m_job = new ParamForm(QStringLiteral("job"), m_jobCard);
    m_job->setParams(wb::job_params());
    m_jobCard->body()->addWidget(m_job);
    for (QLineEdit* edit : {m_name, m_tags}) connect(edit, &QLineEdit::textChanged, this, &ExperimentPage::edited);
    connect(m_retrieval, &MethodCard::edited, this, &ExperimentPage::edited);
    connect(m_rerank, &MethodCard::edited, this, &ExperimentPage::edited);
    connect(m_candidates, &ParamForm::edited, this, &ExperimentPage::edited);
    connect(m_job, &ParamForm::edited, this, &ExperimentPage::edited);
    arrange();
}

QWidget* ExperimentPage::makeSide() {
    auto* side = new QWidget(this);
    side->setFixedWidth(fontMetrics().averageCharWidth() * 46);
    auto* column = new QVBoxLayout(side);
    column->setContentsMargins(8, 12, 16, 16);
    column->setSpacing(8);
    m_start = new QPushButton(tr("Start run"), side);
    m_start->setObjectName(QStringLiteral("start_run"));
    m_start->setToolTip(tr("Starts this experiment (F5)"));
    m_start->setMinimumHeight(fontMetrics().height() * 5 / 2);
    QFont big = m_start->font();
    big.setPointSizeF(big.pointSizeF() * 1.15);
    big.setWeight(QFont::DemiBold);
    m_start->setFont(big);
    m_summary = new QLabel(side);
    m_summary->setObjectName(QStringLiteral("problem_summary"));
    m_goToProblem = new QPushButton(tr("Show the first"), side);
    m_goToProblem->setObjectName(QStringLiteral("go_to_problem"));
    m_warnings = new QLabel(side);
    m_warnings->setObjectName(QStringLiteral("config_warnings"));
    m_warnings->setWordWrap(true);
    auto* summary = new QHBoxLayout;
    summary->addWidget(m_summary, 1);
    summary->addWidget(m_goToProblem);
    auto* sample = new QPushButton(tr("Run the sample"), side);
    sample->setObjectName(QStringLiteral("run_sample_side"));
    sample->setToolTip(tr("Both stages on the built-in catalogue, with defaults"));
    connect(sample, &QPushButton::clicked, this, &ExperimentPage::startSample);

    auto* tabs = new QTabWidget(side);
    tabs->setObjectName(QStringLiteral("same_as_tabs"));
    const auto viewer = [&](const QString& name, const QString& accessible) {
        auto* edit = new QPlainTextEdit(tabs);
        edit->setObjectName(name);
        edit->setAccessibleName(accessible);
        edit->setReadOnly(true);
        edit->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
        edit->setFrameShape(QFrame::NoFrame);
        return edit;
    };
    m_command = viewer(QStringLiteral("command_line"), tr("Command line that does the same"));
    m_json = viewer(QStringLiteral("config_json"), tr("The complete configuration as JSON"));
    tabs->addTab(m_command, tr("Command line"));
    tabs->addTab(m_json, tr("JSON"));
    auto* copy = new QPushButton(tr("Copy"), tabs);
    copy->setObjectName(QStringLiteral("copy_command"));
    copy->setFlat(true);
    tabs->setCornerWidget(copy);
    connect(copy, &QPushButton::clicked, this, [this, tabs] {
        const auto* shown = tabs->currentIndex() == 0 ? m_command : m_json;
        QGuiApplication::clipboard()->setText(shown->toPlainText());
    });
    connect(m_start, &QPushButton::clicked, this, &ExperimentPage::start);
    connect(m_goToProblem, &QPushButton::clicked, this, &ExperimentPage::showFirstProblem);

    column->addWidget(m_start);
    column->addLayout(summary);
    column->addWidget(m_warnings);
    column->addSpacing(4);
    column->addWidget(tabs, 1);
    column->addWidget(sample);
    return side;
}

void ExperimentPage::arrange() {
    // The candidate form depends on the task: a retriever alone has no lists to rerank.
    const std::string wanted = usesRerank() ? "lists" : "retriever";
    if (wanted != m_candidateFields) {
        const auto values = m_candidates->values();
        const bool first = m_candidateFields.empty();
        m_candidateFields = wanted;
        QStringList leftOut{QStringLiteral("source_run")};  // chosen by its name, in the card of stage 1
        for (const auto& spec : wb::candidate_params()) {
            const bool forRetriever = spec.key == "retrieval_top_k" || spec.key == "eval_split";
            if (!usesRerank() && !forRetriever) leftOut << QString::fromStdString(spec.key);
        }
        m_candidates->setParams(wb::candidate_params(), leftOut);
        if (!first) m_candidates->setValues(values);
    }
    const bool lists = takesLists();
    m_candidates->setHidden(lists ? QStringList{QStringLiteral("retrieval_top_k")} : QStringList());
    m_retrieval->setListsChoice(lists ? m_lists : nullptr);
    m_retrieval->setVisible(usesRetrieval());
    m_rerank->setVisible(usesRerank());

    const QList<QWidget*> left{m_dataCard, m_retrieval, m_jobCard}, right{m_taskCard, m_candidateCard, m_rerank};
    const auto widest = [](const QList<QWidget*>& cards) {
        int width = 0;
        for (const QWidget* card : cards) width = std::max(width, card->minimumSizeHint().width());
        return width;
    };
    const QMargins margins = m_grid->contentsMargins();
    const int needed = widest(left) + widest(right) + m_grid->horizontalSpacing() + margins.left() + margins.right();
    const int columns = m_scroll->viewport()->width() >= needed ? 2 : 1;
    if (columns == m_columns) return;
    m_columns = columns;
    while (QLayoutItem* item = m_grid->takeAt(0)) {
        if (QLayout* old = item->layout()) {
            while (QLayoutItem* inner = old->takeAt(0)) delete inner;
        }
        delete item;
    }
    m_grid->addWidget(m_welcome, 0, 0, 1, columns);
    // Columns of their own, not rows of a grid: a tall card on one side leaves no hole on the other.
    auto* first = new QVBoxLayout;
    auto* second = columns == 2 ? new QVBoxLayout : first;
    for (qsizetype i = 0; i < left.size(); ++i) {
        if (columns == 2) {
            first->addWidget(left[i]);
            second->addWidget(right[i]);
        } else {
            first->addWidget(left[i]);
            first->addWidget(right[i]);
        }
    }
    first->setSpacing(12);
    first->addStretch(1);
    m_grid->addLayout(first, 1, 0);
    if (columns == 2) {
        second->setSpacing(12);
        second->addStretch(1);
        m_grid->addLayout(second, 1, 1);
        m_grid->setColumnStretch(1, 1);
    }
    m_grid->setColumnStretch(0, 1);
    if (columns == 1) m_grid->setColumnStretch(1, 0);
    m_grid->setRowStretch(1, 1);
}

void ExperimentPage::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    arrange();
}
