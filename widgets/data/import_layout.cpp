// Import on the Data page: its widgets and how they stand. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QFrame>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QRadioButton>
#include <QScrollArea>
#include <QTableView>
#include <QVBoxLayout>

#include "common/card.h"
#include "common/message_bar.h"
#include "common/table_tools.h"
#include "data/column_choice.h"
#include "data/import_panel.h"
#include "data/import_settings.h"
#include "data/preview_model.h"
#include "data/steps_model.h"

void ImportPanel::makeLayout() {
    setObjectName(QStringLiteral("import_panel"));
    m_message = new MessageBar(this);
    auto* left = new QVBoxLayout;
    left->setSpacing(12);
    left->addWidget(makeSources());
    m_rowsCard = makeRows();
    left->addWidget(m_rowsCard, 1);
    left->addStretch(0);

    auto* right = new QScrollArea(this);
    right->setObjectName(QStringLiteral("import_settings_scroll"));
    right->setWidgetResizable(true);
    right->setFrameShape(QFrame::NoFrame);
    right->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* settingsCard = new Card(tr("How to prepare it"), right);
    m_settings = new ImportSettings(m_context, settingsCard);
    settingsCard->body()->addWidget(m_settings);
    auto* holder = new QWidget(right);
    auto* holderColumn = new QVBoxLayout(holder);
    holderColumn->setContentsMargins(0, 0, 4, 0);
    holderColumn->addWidget(settingsCard);
    holderColumn->addStretch(1);
    right->setWidget(holder);
    right->setFixedWidth(std::max(fontMetrics().averageCharWidth() * 52, holder->minimumSizeHint().width() + 20));

    auto* middle = new QHBoxLayout;
    middle->setSpacing(12);
    middle->addLayout(left, 1);
    middle->addWidget(right);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(10);
    column->addWidget(m_message);
    column->addLayout(middle, 1);
    column->addWidget(makeWork());
}

QWidget* ImportPanel::makeSources() {
    auto* card = new Card(tr("What to import"), this);
    m_folder = new QPushButton(tr("Choose folder..."), card);
    m_folder->setObjectName(QStringLiteral("import_folder"));
    m_files = new QPushButton(tr("Choose files..."), card);
    m_files->setObjectName(QStringLiteral("import_files"));
    m_sourceText = new QLabel(card);
    m_sourceText->setObjectName(QStringLiteral("import_sources"));
    m_sourceText->setWordWrap(true);
    m_sourceText->setTextFormat(Qt::PlainText);
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(m_folder);
    row->addWidget(m_files);
    row->addStretch(1);
    card->body()->addWidget(m_sourceText);
    card->body()->addLayout(row);
    m_format = new QLabel(card);
    m_format->setObjectName(QStringLiteral("import_format"));
    m_format->setWordWrap(true);
    card->body()->addWidget(m_format);
    m_notes = new QLabel(card);
    m_notes->setObjectName(QStringLiteral("import_notes"));
    m_notes->setWordWrap(true);
    m_notes->setTextFormat(Qt::PlainText);
    card->body()->addWidget(m_notes);
    return card;
}

QWidget* ImportPanel::makeRows() {
    auto* card = new Card(tr("First rows"), this);
    card->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Expanding);
    m_columns = new ColumnChoice(card);
    card->body()->addWidget(m_columns);
    m_rowsText = new QLabel(card);
    m_rowsText->setObjectName(QStringLiteral("import_question"));
    m_rowsText->setWordWrap(true);
    card->body()->addWidget(m_rowsText);
    m_rows = new PreviewModel(this);
    m_table = new QTableView(card);
    m_table->setObjectName(QStringLiteral("import_rows"));
    m_table->setAccessibleName(tr("First rows of the data"));
    m_table->setModel(m_rows);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setWordWrap(false);
    m_table->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 6);
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_table->setMinimumHeight(fontMetrics().height() * 6);
    table_tools::enableCopy(m_table);
    card->body()->addWidget(m_table, 1);

    m_problemBox = new QWidget(card);
    auto* problems = new QVBoxLayout(m_problemBox);
    problems->setContentsMargins(0, 0, 0, 0);
    problems->setSpacing(4);
    m_problems = new QLabel(m_problemBox);
    m_problems->setObjectName(QStringLiteral("import_problems"));
    m_problems->setWordWrap(true);
    m_problems->setTextFormat(Qt::PlainText);
    m_problems->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_stopAtBad = new QRadioButton(tr("Stop at the first"), m_problemBox);
    m_stopAtBad->setObjectName(QStringLiteral("import_stop_at_bad"));
    m_stopAtBad->setChecked(true);
    m_skipBad = new QRadioButton(tr("Skip and count them"), m_problemBox);
    m_skipBad->setObjectName(QStringLiteral("import_skip_bad"));
    auto* choice = new QHBoxLayout;
    choice->setSpacing(12);
    choice->addWidget(m_stopAtBad);
    choice->addWidget(m_skipBad);
    choice->addStretch(1);
    problems->addWidget(m_problems);
    problems->addWidget(new QLabel(tr("Lines that cannot be read:"), m_problemBox));
    problems->addLayout(choice);
    card->body()->addWidget(m_problemBox);
    return card;
}

QWidget* ImportPanel::makeWork() {
    auto* box = new QWidget(this);
    m_steps = new StepsModel(this);
    m_stepsTable = new QTableView(box);
    m_stepsTable->setObjectName(QStringLiteral("import_steps"));
    m_stepsTable->setAccessibleName(tr("What is left after every step"));
    m_stepsTable->setModel(m_steps);
    m_stepsTable->verticalHeader()->hide();
    m_stepsTable->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 6);
    m_stepsTable->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_stepsTable->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_stepsTable->setFixedHeight((fontMetrics().height() + 6) * 5 + fontMetrics().height() + 14);
    table_tools::enableCopy(m_stepsTable);
    m_phaseText = new QLabel(box);
    m_phaseText->setObjectName(QStringLiteral("import_phase"));
    m_timeLeft = new QLabel(box);
    m_timeLeft->setObjectName(QStringLiteral("import_time_left"));
    m_bar = new QProgressBar(box);
    m_bar->setObjectName(QStringLiteral("import_progress"));
    m_bar->setAccessibleName(tr("Progress of the import"));
    m_bar->setTextVisible(false);
    m_prepare = new QPushButton(tr("Prepare"), box);
    m_prepare->setObjectName(QStringLiteral("import_start"));
    m_prepare->setToolTip(tr("Reads, filters, splits and stores the data (Ctrl+P)"));
    QFont big = m_prepare->font();
    big.setPointSizeF(big.pointSizeF() * 1.15);
    big.setWeight(QFont::DemiBold);
    m_prepare->setFont(big);
    m_prepare->setMinimumHeight(fontMetrics().height() * 5 / 2);
    m_prepare->setMinimumWidth(fontMetrics().averageCharWidth() * 24);
    m_stop = new QPushButton(tr("Stop"), box);
    m_stop->setObjectName(QStringLiteral("import_stop"));
    auto* line = new QHBoxLayout;
    line->setSpacing(10);
    line->addWidget(m_phaseText);
    line->addWidget(m_bar, 1);
    line->addWidget(m_timeLeft);
    line->addStretch(0);
    line->addWidget(m_stop);
    line->addWidget(m_prepare);
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    column->addWidget(m_stepsTable);
    column->addLayout(line);
    return box;
}
