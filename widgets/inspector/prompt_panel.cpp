// What a language model was asked about a user, and which letters it finds how probable. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/prompt_panel.h"

#include <QFontDatabase>
#include <QHeaderView>
#include <QJsonArray>
#include <QLabel>
#include <QLocale>
#include <QPlainTextEdit>
#include <QSplitter>
#include <QTableWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include "common/table_tools.h"
#include "run_client/answer_view.h"

namespace {

enum Column { letterColumn, logitColumn, probabilityColumn, tokenColumn, itemColumn, columnCount };

/// Line ends and tabs of a token can be seen.
QString visible(QString text) {
    return text.replace(QLatin1Char('\n'), QStringLiteral("\\n")).replace(QLatin1Char('\t'), QStringLiteral("\\t"));
}

QString percent(double share) {
    return QLocale().toString(share * 100, 'f', 1);
}

}  // namespace

PromptPanel::PromptPanel(QuestionClient* client, QWidget* parent)
    : QWidget(parent),
      m_facts(new QLabel(this)),
      m_likely(new QLabel(this)),
      m_text(new QPlainTextEdit(this)),
      m_numbers(new QToolButton(this)),
      m_labels(new QTableWidget(0, columnCount, this)),
      m_view(new AnswerView(client, makeContent(), QStringLiteral("prompt"), tr("Asking the model"), this)) {
    setObjectName(QStringLiteral("prompt_panel"));
    auto* whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 6, 0, 0);
    whole->addWidget(m_view);
    connect(m_view, &AnswerView::answered, this, &PromptPanel::take);
    connect(m_view, &AnswerView::refused, this, [this] {
        if (m_unasked) ask();
    });
    connect(m_view, &AnswerView::stopped, this, [this] { m_unasked = false; });
    connect(m_view, &AnswerView::againRequested, this, &PromptPanel::ask);
}

QWidget* PromptPanel::makeContent() {
    auto* page = new QWidget(this);
    for (QLabel* label : {m_facts, m_likely}) {
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    }
    m_facts->setObjectName(QStringLiteral("prompt_facts"));
    m_likely->setObjectName(QStringLiteral("prompt_most_likely"));
    m_text->setObjectName(QStringLiteral("prompt_text"));
    m_text->setAccessibleName(tr("The prompt"));
    m_text->setReadOnly(true);
    m_text->setTabChangesFocus(true);
    m_numbers->setObjectName(QStringLiteral("prompt_numbers"));
    m_numbers->setText(tr("Token numbers"));
    m_numbers->setToolTip(tr("Shows the numbers of the prompt's tokens, as the model gets them."));
    m_numbers->setCheckable(true);
    connect(m_numbers, &QToolButton::toggled, this, &PromptPanel::showText);
    m_labels->setObjectName(QStringLiteral("prompt_labels"));
    m_labels->setAccessibleName(tr("The letters at the place of the answer"));
    m_labels->setHorizontalHeaderLabels({tr("Letter"), tr("Logit"), tr("p"), tr("Token"), tr("Item")});
    m_labels->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_labels->horizontalHeader()->setStretchLastSection(true);
    m_labels->horizontalHeader()->setHighlightSections(false);
    m_labels->verticalHeader()->hide();
    m_labels->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_labels->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 8);
    m_labels->setShowGrid(false);
    m_labels->setWordWrap(false);
    m_labels->setAlternatingRowColors(true);
    m_labels->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_labels->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_labels->setTabKeyNavigation(false);
    table_tools::enableCopy(m_labels);

    auto* above = new QWidget(page);
    auto* upper = new QVBoxLayout(above);
    upper->setContentsMargins(0, 0, 0, 0);
    upper->addWidget(m_text, 1);
    upper->addWidget(m_numbers, 0, Qt::AlignLeft);
    auto* below = new QWidget(page);
    auto* lower = new QVBoxLayout(below);
    lower->setContentsMargins(0, 0, 0, 0);
    lower->addWidget(m_likely);
    lower->addWidget(m_labels, 1);
    auto* splitter = new QSplitter(Qt::Vertical, page);
    splitter->setObjectName(QStringLiteral("prompt_splitter"));
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(above);
    splitter->addWidget(below);
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_facts);
    column->addWidget(splitter, 1);
    return page;
}

void PromptPanel::setDataset(std::shared_ptr<const wb::Dataset> dataset) {
    m_dataset = std::move(dataset);
    showLabels();
}

void PromptPanel::setModelRun(qint64 run) {
    if (run == m_run) return;
    m_run = run;
    m_view->forget();
    m_user = 0;
    m_unasked = false;
}

void PromptPanel::showUser(int user, const QString& split) {
    if (m_run <= 0 || user <= 0 || (user == m_user && split == m_split)) return;
    m_user = user;
    m_split = split;
    m_unasked = true;
    if (isVisible() && !m_view->isAsking()) ask();
}

void PromptPanel::ask() {
    m_unasked = false;
    m_view->ask(m_run, {{QStringLiteral("op"), QStringLiteral("score")},
                        {QStringLiteral("user"), m_user},
                        {QStringLiteral("split"), m_split},
                        {QStringLiteral("prompt"), true}});
}

void PromptPanel::take(const QJsonObject& answer) {
    if (m_unasked) {
        ask();
        return;
    }
    m_prompt = answer.value(QLatin1String("prompt")).toObject();
    m_facts->setText(facts());
    QStringList likely;
    for (const auto& one : m_prompt.value(QLatin1String("most_likely")).toArray())
        likely << tr("“%1” %2 %", "a token and its probability")
                      .arg(visible(one[QLatin1String("text")].toString()),
                           percent(one[QLatin1String("probability")].toDouble()));
    m_likely->setText(tr("Most likely of all tokens: %1").arg(likely.join(QStringLiteral(", "))));
    showText();
    showLabels();
    m_view->showContent();
}

QString PromptPanel::facts() const {
    const auto tokens = m_prompt.value(QLatin1String("tokens")).toArray().size();
    QStringList sentences{tr("%Ln tokens.", nullptr, static_cast<int>(tokens)),
                          tr("The letters together have %1 % of all probability (their tokens: %2).")
                              .arg(percent(m_prompt.value(QLatin1String("label_mass")).toDouble()),
                                   m_prompt.value(QLatin1String("label_strategy")).toString())};
    const auto cuts = m_prompt.value(QLatin1String("cuts")).toObject();
    if (const int items = cuts.value(QLatin1String("history")).toInt(); items > 0)
        sentences << tr("%Ln items of the history were left out to make it fit.", nullptr, items);
    if (const int cut = cuts.value(QLatin1String("title_tokens")).toInt(); cut > 0)
        sentences << tr("Titles were cut to %1 tokens to make it fit.").arg(cut);
    const int orders = m_prompt.value(QLatin1String("permutations")).toInt(1);
    if (orders > 1)
        sentences << tr("The scores are means over %Ln orders of the list; this is the first.", nullptr, orders);
    if (m_prompt.value(QLatin1String("prior_removed")).toBool())
        sentences << tr("The scores are without the model's prior for the letters; here it is included.");
    if (const double t = m_prompt.value(QLatin1String("temperature")).toDouble(1); t != 1)
        sentences << tr("The run's probabilities are at temperature %1, fitted on validation; here they are as the "
                        "model gave them.")
                         .arg(QLocale().toString(t, 'g', 3));
    for (const auto& notice : m_prompt.value(QLatin1String("notices")).toArray())
        sentences << QStringLiteral("⚠ ") + notice[QLatin1String("text")].toString();
    return sentences.join(QLatin1Char(' '));
}

void PromptPanel::showText() {
    if (!m_numbers->isChecked()) {
        m_text->setPlainText(m_prompt.value(QLatin1String("text")).toString());
        return;
    }
    QStringList numbers;
    for (const auto& token : m_prompt.value(QLatin1String("tokens")).toArray())
        numbers << QString::number(token.toInt());
    m_text->setPlainText(numbers.join(QLatin1Char(' ')));
}

void PromptPanel::showLabels() {
    const QJsonArray labels = m_prompt.value(QLatin1String("labels")).toArray();
    const QLocale locale;
    m_labels->setRowCount(static_cast<int>(labels.size()));
    for (int row = 0; row < static_cast<int>(labels.size()); ++row) {
        const auto label = labels.at(row).toObject();
        const int item = label.value(QLatin1String("item")).toInt();
        const auto put = [&](int column, const QString& text) {
            auto* cell = new QTableWidgetItem(text);
            cell->setToolTip(text);
            m_labels->setItem(row, column, cell);
        };
        put(letterColumn, label.value(QLatin1String("label")).toString());
        put(logitColumn, locale.toString(label.value(QLatin1String("logit")).toDouble(), 'f', 2));
        put(probabilityColumn, locale.toString(label.value(QLatin1String("probability")).toDouble(), 'f', 3));
        put(tokenColumn, QString::number(label.value(QLatin1String("token")).toInt()));
        const bool known = m_dataset && item > 0 && item <= m_dataset->item_count();
        const QString title =
            known ? QString::fromStdString(m_dataset->items[static_cast<std::size_t>(item)].title) : QString();
        put(itemColumn, title.isEmpty() ? QString::number(item) : title);
    }
    table_tools::fitColumns(m_labels);
}

void PromptPanel::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    if (m_unasked && !m_view->isAsking()) ask();
}
