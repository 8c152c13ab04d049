// Numbers, findings and plots of one dataset. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/overview_panel.h"

#include <QEvent>
#include <QGridLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QTableView>
#include <QVBoxLayout>
#include <algorithm>

#include "common/card.h"
#include "common/colours.h"
#include "common/flow_layout.h"
#include "common/table_tools.h"
#include "data/figures.h"
#include "data/finding_card.h"
#include "data/steps_model.h"
#include "plot/figure_plot.h"

OverviewPanel::OverviewPanel(QWidget* parent) : QScrollArea(parent) {
    setObjectName(QStringLiteral("data_overview"));
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    auto* content = new QWidget(this);
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(0, 8, 6, 8);
    column->setSpacing(12);

    m_numbersCard = new Card(tr("In numbers"), content);
    m_numbers = new QWidget(m_numbersCard);
    new FlowLayout(m_numbers, 8);
    m_numbersCard->body()->addWidget(m_numbers);
    m_findingsCard = new Card(tr("Before you trust it"), content);
    m_plotsCard = new Card(tr("Distributions"), content);
    using Kind = FigurePlot::Kind;
    m_lengths = new FigurePlot(Kind::bars, tr("Length of histories"), m_plotsCard);
    m_lengths->setObjectName(QStringLiteral("figure_lengths"));
    m_popularity = new FigurePlot(Kind::bars, tr("Popularity of items"), m_plotsCard);
    m_popularity->setObjectName(QStringLiteral("figure_popularity"));
    m_ranks = new FigurePlot(Kind::logPoints, tr("Popularity by rank"), m_plotsCard);
    m_ranks->setObjectName(QStringLiteral("figure_ranks"));
    m_timeline = new FigurePlot(Kind::bars, tr("Interactions by month"), m_plotsCard);
    m_timeline->setObjectName(QStringLiteral("figure_timeline"));
    m_coverage = new FigurePlot(Kind::bars, tr("What is known of the items"), m_plotsCard);
    m_coverage->setObjectName(QStringLiteral("figure_coverage"));
    m_plotGrid = new QGridLayout;
    m_plotGrid->setSpacing(16);
    m_plotsCard->body()->addLayout(m_plotGrid);

    m_importCard = new Card(tr("How it was imported"), content);
    m_stepsModel = new StepsModel(this);
    m_steps = new QTableView(m_importCard);
    m_steps->setObjectName(QStringLiteral("dataset_steps"));
    m_steps->setAccessibleName(tr("What is left after every step"));
    m_steps->setModel(m_stepsModel);
    m_steps->verticalHeader()->hide();
    m_steps->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 6);
    m_steps->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_steps->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_steps->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    table_tools::enableCopy(m_steps);
    m_importText = new QLabel(m_importCard);
    m_importText->setObjectName(QStringLiteral("dataset_import_text"));
    m_importText->setWordWrap(true);
    m_importText->setTextFormat(Qt::PlainText);
    m_importText->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_importCard->body()->addWidget(m_steps);
    m_importCard->body()->addWidget(m_importText);

    for (Card* card : {m_numbersCard, m_findingsCard, m_plotsCard, m_importCard}) column->addWidget(card);
    column->addStretch(1);
    setWidget(content);
    arrangePlots();
}

void OverviewPanel::setFacts(const DatasetFactsPointer& facts) {
    m_facts = facts;
    if (!facts) return;
    showNumbers();
    showFindings();
    showPlots();
    showImport();
    ensureVisible(0, 0);
}

void OverviewPanel::addNumber(const QString& name, const QString& value, const QString& label,
                              const QString& toolTip) {
    auto* box = new QWidget(m_numbers);
    box->setToolTip(toolTip);
    box->setAccessibleName(tr("%1: %2", "what a number is, the number").arg(label, value));
    box->setAccessibleDescription(toolTip);
    auto* number = new QLabel(value, box);
    number->setObjectName(QStringLiteral("number_") % name);
    QFont big = number->font();
    big.setPointSizeF(big.pointSizeF() * 1.5);
    big.setWeight(QFont::DemiBold);
    number->setFont(big);
    auto* words = new QLabel(label, box);
    QPalette quiet = palette();
    quiet.setColor(QPalette::WindowText, colours::mutedText(palette()));
    words->setPalette(quiet);
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 18, 6);
    column->setSpacing(0);
    column->addWidget(number);
    column->addWidget(words);
    box->setMinimumWidth(fontMetrics().averageCharWidth() * 22);
    m_numbers->layout()->addWidget(box);
    box->show();
}

void OverviewPanel::showNumbers() {
    qDeleteAll(m_numbers->findChildren<QWidget*>(QString(), Qt::FindDirectChildrenOnly));
    const QLocale locale;
    const auto& counts = m_facts->statistics;
    const auto whole = [&](std::int64_t value) { return locale.toString(qlonglong(value)); };
    const auto add = [&](const char* name, const QString& value, const QString& label, const QString& toolTip) {
        addNumber(QString::fromLatin1(name), value, label, toolTip);
    };
    add("users", whole(counts.users), tr("users"), tr("Users that are left after the filters."));
    add("items", whole(counts.items), tr("items"), tr("Items that are left after the filters."));
    add("interactions", whole(counts.interactions), tr("interactions"),
        tr("Over training, validation and test together."));
    add("density", tr("%1 %").arg(locale.toString(100 * counts.density, 'g', 3)), tr("density"),
        tr("Share of all pairs of a user and an item that occur."));
    add("mean_length", locale.toString(counts.mean_length, 'f', 1), tr("interactions per user"),
        tr("Mean length of a history, validation and test item included."));
    add("gini", locale.toString(counts.gini, 'f', 2), tr("inequality (Gini)"),
        tr("How unequally interactions are spread over items: 0 when all are equally popular, towards 1 when a few "
           "have almost all. The higher, the stronger is a method that recommends what is popular."));
    add("cold_items", whole(counts.cold_items), tr("cold items"),
        tr("Items that never occur in training. No method can learn them from interactions."));
    add("cold_targets", whole(counts.cold_targets_test), tr("cold test items"),
        tr("Users whose test item never occurs in training. %n more have such a validation item.", nullptr,
           static_cast<int>(counts.cold_targets_validation)));
    add("duplicates", whole(counts.duplicate_pairs), tr("repeated pairs"),
        tr("Interactions of a user with an item that the same user had before. They are kept."));
    add("leaks", whole(counts.leaks), tr("leaks"),
        tr("Validation and test items that the same user already has in training: a model can know them by heart."));
    add("ties", whole(m_facts->report.usersTiedAtSplit), tr("users with a tie at the split"),
        tr("Users with equal times among their last three interactions: the rule for equal times decides what their "
           "validation and test items are."));
}

void OverviewPanel::showFindings() {
    delete m_findings;
    m_findings = new QWidget(m_findingsCard);
    auto* column = new QVBoxLayout(m_findings);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(6);
    for (const auto& finding : m_facts->report.findings) column->addWidget(new FindingCard(finding, m_findings));
    m_findingsCard->body()->addWidget(m_findings);
    m_findingsCard->setVisible(!m_facts->report.findings.empty());
}

void OverviewPanel::showPlots() {
    m_lengths->setFigure(figures::historyLengths(*m_facts), tr("There are no histories."));
    m_popularity->setFigure(figures::popularity(*m_facts), tr("There are no items."));
    m_ranks->setFigure(figures::ranks(*m_facts), tr("There are no items."));
    m_timeline->setFigure(figures::timeline(*m_facts), tr("The data has no times."));
    m_timeline->setVisible(!m_timeline->figure().values.empty());
    m_coverage->setFigure(figures::coverage(*m_facts), tr("There are no items."));
}

void OverviewPanel::showImport() {
    const auto& report = m_facts->report;
    const QLocale locale;
    m_stepsModel->setSteps(report.steps);
    table_tools::fitColumns(m_steps);
    m_steps->setVisible(!report.steps.empty());
    const int rows = static_cast<int>(report.steps.size());
    m_steps->setFixedHeight(m_steps->horizontalHeader()->sizeHint().height() +
                            rows * m_steps->verticalHeader()->defaultSectionSize() + 2 * m_steps->frameWidth());
    QStringList lines;
    if (!report.format.isEmpty()) lines << tr("Recognised as: %1").arg(report.format);
    if (report.linesRead > 0)
        lines << tr("%1 lines read, %2 refused.")
                     .arg(locale.toString(qlonglong(report.linesRead)),
                          locale.toString(qlonglong(report.linesRefused)));
    for (const auto& line : report.firstRefused)
        lines << tr("Refused: %1, line %2: %3")
                     .arg(QString::fromStdString(line.file), locale.toString(qlonglong(line.line)),
                          QString::fromStdString(line.reason));
    lines << report.notes;
    for (const auto& [file, digest] : report.digests) lines << tr("SHA-256 of %1: %2").arg(file, digest);
    lines << tr("Folder: %1").arg(QString::fromStdString(m_facts->info.folder.string()));
    lines << tr("Fingerprint: %1").arg(QString::fromStdString(m_facts->info.fingerprint));
    m_importText->setText(lines.join(QLatin1Char('\n')));
}

void OverviewPanel::toggleTables() {
    const bool shown = m_lengths->isTableShown();
    for (FigurePlot* plot : {m_lengths, m_popularity, m_ranks, m_timeline, m_coverage}) plot->setTableShown(!shown);
}

void OverviewPanel::arrangePlots() {
    const QList<FigurePlot*> plots{m_timeline, m_lengths, m_popularity, m_ranks, m_coverage};
    const int each = m_lengths->minimumSizeHint().width() + m_plotGrid->horizontalSpacing();
    const int columns = std::clamp((viewport()->width() - 60) / std::max(each, 1), 1, 2);
    if (columns == m_plotColumns) return;
    m_plotColumns = columns;
    for (FigurePlot* plot : plots) m_plotGrid->removeWidget(plot);
    // The months need the most room: a row of their own.
    int place = columns;
    m_plotGrid->addWidget(m_timeline, 0, 0, 1, columns);
    for (FigurePlot* plot : plots) {
        if (plot == m_timeline) continue;
        m_plotGrid->addWidget(plot, place / columns, place % columns);
        ++place;
    }
    for (int i = 0; i < 2; ++i) m_plotGrid->setColumnStretch(i, i < columns ? 1 : 0);
}

void OverviewPanel::resizeEvent(QResizeEvent* event) {
    QScrollArea::resizeEvent(event);
    arrangePlots();
}

void OverviewPanel::changeEvent(QEvent* event) {
    QScrollArea::changeEvent(event);
    if (event->type() == QEvent::ApplicationPaletteChange && m_facts) showNumbers();
}
