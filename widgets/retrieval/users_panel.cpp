// The users of the chosen runs. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "retrieval/users_panel.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QTableView>
#include <QVBoxLayout>
#include <algorithm>

#include "common/colours.h"
#include "common/eliding.h"
#include "common/table_tools.h"
#include "retrieval/paired_users.h"

UsersPanel::UsersPanel(QWidget* parent)
    : QWidget(parent),
      m_model(new PairedUsersModel(this)),
      m_filter(new PairedUsersFilter(this)),
      m_text(new QLineEdit(this)),
      m_question(new ElidingComboBox(this)),
      m_problem(new QLabel(this)),
      m_countLabel(new QLabel(this)),
      m_clear(new QPushButton(tr("Clear filters"), this)),
      m_table(new QTableView(this)) {
    m_model->setPalette(palette());
    m_filter->setSourceModel(m_model);
    m_text->setObjectName(QStringLiteral("retrieval_user_search"));
    m_text->setAccessibleName(tr("Search users"));
    m_text->setPlaceholderText(tr("User, or gt_rank > 5 and history < 9"));
    m_text->setToolTip(
        tr("Part of a user's id, or an expression over user, history, gt_rank (in run A), n and ties "
           "(Ctrl+F)."));
    m_text->setClearButtonEnabled(true);
    m_question->setObjectName(QStringLiteral("retrieval_question"));
    m_question->setAccessibleName(tr("Which users are shown"));
    m_question->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_problem->setObjectName(QStringLiteral("retrieval_search_problem"));
    m_problem->setWordWrap(true);
    m_problem->hide();
    m_countLabel->setObjectName(QStringLiteral("retrieval_user_count"));
    m_clear->setObjectName(QStringLiteral("retrieval_clear_filters"));
    m_clear->hide();
    makeTable();
    auto* foot = new QHBoxLayout;
    foot->addWidget(m_countLabel, 1);
    foot->addWidget(m_clear);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 6, 0, 0);
    column->addWidget(m_text);
    column->addWidget(m_problem);
    column->addWidget(m_question);
    column->addWidget(m_table, 1);
    column->addLayout(foot);
    connect(m_text, &QLineEdit::textChanged, this, [this] { applyFilter(m_user); });
    connect(m_question, &QComboBox::activated, this, [this] { applyFilter(m_user); });
    connect(m_clear, &QPushButton::clicked, this, &UsersPanel::clearFilters);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this](const QModelIndex& now) {
        const int user = now.data(UsersModel::UserRole).toInt();
        if (user == 0 || user == m_user) return;
        m_user = user;
        Q_EMIT userChosen(user);
    });
    fillQuestions();
}

void UsersPanel::makeTable() {
    m_table->setObjectName(QStringLiteral("retrieval_users"));
    m_table->setModel(m_filter);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setShowGrid(false);
    m_table->setAlternatingRowColors(true);
    m_table->setWordWrap(false);
    m_table->setTabKeyNavigation(false);
    m_table->setSortingEnabled(true);
    m_table->sortByColumn(UsersModel::UserColumn, Qt::AscendingOrder);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_table->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 8);
    QHeaderView* header = m_table->horizontalHeader();
    header->setHighlightSections(false);
    header->setSectionResizeMode(UsersModel::UserColumn, QHeaderView::Stretch);
    header->setMinimumSectionSize(fontMetrics().averageCharWidth() * 6);
    // What only a reranker has.
    for (const int column :
         std::initializer_list<int>{UsersModel::RightColumn, UsersModel::ProbabilityColumn, UsersModel::EntropyColumn,
                                    UsersModel::TiesColumn, PairedUsersModel::OtherRankColumn})
        m_table->setColumnHidden(column, true);
    table_tools::enableCopy(m_table);
}

int UsersPanel::count() const {
    return m_model->rowCount();
}

QString UsersPanel::userName(int user) const {
    return m_model->userName(user);
}

void UsersPanel::setPair(std::vector<wb::UserResult> users, const std::vector<wb::UserResult>& others, bool compared,
                         int wanted) {
    const int before = m_user;
    m_filter->hold();
    m_model->setPair(std::move(users), others, compared);
    m_table->setColumnHidden(PairedUsersModel::OtherRankColumn, !compared);
    fillQuestions();
    m_user = 0;  // the same user has other lists now
    applyFilter(m_model->indexOf(before).isValid() ? before : wanted);
    table_tools::fitColumns(m_table);
}

void UsersPanel::setDataset(std::shared_ptr<const wb::Dataset> dataset) {
    m_model->setDataset(std::move(dataset));
    table_tools::fitColumns(m_table);
}

void UsersPanel::setTop(int k) {
    if (k == m_top) return;
    m_top = k;
    fillQuestions();
    applyFilter(m_user);
}

void UsersPanel::fillQuestions() {
    const QVariant before = m_question->currentData();
    const QLocale locale;
    m_question->clear();
    const auto add = [&](PairTrait trait, const QString& text) {
        const int users = m_model->countOfPairs(trait, m_top);
        m_question->addItem(tr("%1: %2", "question, number of users").arg(text, locale.toString(users)),
                            static_cast<int>(trait));
    };
    add(PairTrait::all, tr("All users"));
    if (m_model->isCompared()) {
        add(PairTrait::onlyA, tr("In the top %1 of A, not of B").arg(m_top));
        add(PairTrait::onlyB, tr("In the top %1 of B, not of A").arg(m_top));
        add(PairTrait::both, tr("In the top %1 of both").arg(m_top));
        add(PairTrait::neither, tr("In the top %1 of neither").arg(m_top));
        add(PairTrait::higherInA, tr("Higher in A"));
        add(PairTrait::higherInB, tr("Higher in B"));
    } else {
        add(PairTrait::found, tr("In the top %1").arg(m_top));
        add(PairTrait::missed, tr("Not in the top %1").arg(m_top));
    }
    m_question->setToolTip(tr("Where the true item stands."));
    m_question->setCurrentIndex(std::max(0, m_question->findData(before)));
}

/// Whoever is on show stays, unless filtered away: then the first who is left.
void UsersPanel::applyFilter(int wanted) {
    const QString problem =
        m_filter->setQuestion(m_text->text(), static_cast<PairTrait>(m_question->currentData().toInt()), m_top);
    m_problem->setText(problem.isEmpty() ? QString() : QString(QStringLiteral("\u26a0 ") % problem));
    QPalette alarm = palette();
    alarm.setColor(QPalette::WindowText, colours::error(alarm));
    m_problem->setPalette(alarm);
    m_problem->setVisible(!problem.isEmpty());
    m_text->setAccessibleDescription(problem);
    updateCount();
    const QModelIndex index = m_filter->mapFromSource(m_model->indexOf(wanted));
    choose(index.isValid() ? index : m_filter->index(0, 0));
}

void UsersPanel::choose(const QModelIndex& index) {
    if (!index.isValid()) return;
    m_table->selectionModel()->setCurrentIndex(index,
                                               QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    m_table->scrollTo(index, QAbstractItemView::PositionAtCenter);
}

void UsersPanel::clearFilters() {
    m_question->setCurrentIndex(0);
    m_text->clear();
    applyFilter(m_user);
}

void UsersPanel::updateCount() {
    const int shown = m_filter->rowCount(), all = m_model->rowCount();
    const QLocale locale;
    m_countLabel->setText(shown == all ? tr("Users: %1").arg(locale.toString(all))
                          : shown == 0 ? tr("No users match")
                                       : tr("Users: %1 of %2").arg(locale.toString(shown), locale.toString(all)));
    m_clear->setVisible(shown == 0 && all > 0);
    m_table->setAccessibleName(tr("Users, %1 of %2").arg(shown).arg(all));
}

void UsersPanel::selectUser(int user) {
    const QModelIndex index = m_filter->mapFromSource(m_model->indexOf(user));
    if (user != m_user) choose(index);
}

void UsersPanel::step(int by) {
    if (m_filter->rowCount() == 0) return;
    const QModelIndex now = m_filter->mapFromSource(m_model->indexOf(m_user));
    const int row = now.isValid() ? std::clamp(now.row() + by, 0, m_filter->rowCount() - 1) : 0;
    selectUser(m_filter->index(row, 0).data(UsersModel::UserRole).toInt());
}

void UsersPanel::focusSearch() {
    m_text->setFocus();
    m_text->selectAll();
}

void UsersPanel::changeEvent(QEvent* event) {
    if (event->type() == QEvent::PaletteChange) m_model->setPalette(palette());
    QWidget::changeEvent(event);
}
