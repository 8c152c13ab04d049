// The Rerank inspector: for each user, how probable the reranker finds each candidate. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/inspector_page.h"

#include <QComboBox>
#include <QEvent>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QLocale>
#include <QPushButton>
#include <QStackedWidget>
#include <QTabWidget>
#include <QTableView>
#include <QTableWidget>
#include <QToolButton>
#include <cmath>

#include "common/background.h"
#include "common/colours.h"
#include "common/item_pictures.h"
#include "common/message_bar.h"
#include "common/table_tools.h"
#include "experiment/config.h"
#include "inspector/candidate_bars.h"
#include "inspector/candidates_model.h"
#include "inspector/history_view.h"
#include "inspector/prompt_panel.h"
#include "inspector/users_model.h"
#include "runs/run_text.h"

std::string InspectorPage::split() const {
    return m_splitBox->currentData().toString().toStdString();
}

int InspectorPage::stage() const {
    return m_stageBox->currentData().toInt();
}

void InspectorPage::refresh() {
    if (!m_context->store) return;
    m_stale = false;
    const quint64 ticket = ++m_listTicket;
    runInBackground(
        this, [file = m_context->workspace.store_file()] { return readInspectableRuns(file); },
        [this, ticket](std::vector<wb::RunRow> runs) {
            if (ticket == m_listTicket) setRuns(std::move(runs));
        },
        [this](const QString& problem) {
            m_bar->showMessage(MessageBar::Kind::error, tr("The runs could not be read."), problem);
        });
}

void InspectorPage::openRun(qint64 run) {
    m_selection->setCurrentRun(run);
    if (isVisible())
        refresh();
    else
        m_stale = true;
}

void InspectorPage::setRuns(std::vector<wb::RunRow> runs) {
    m_runs = std::move(runs);
    m_runBox->clear();
    for (const auto& run : m_runs)
        m_runBox->addItem(run_text::statusIcon(run.status, palette()),
                          tr("%1 (%2)").arg(run_text::numberedName(run), run_text::methods(run, m_context->registry)),
                          QVariant::fromValue<qint64>(run.id));
    if (m_runs.empty()) {
        m_run = {};
        m_emptyTitle->setText(QStringLiteral("<h3>%1</h3>").arg(tr("No results yet")));
        m_emptyText->setText(
            tr("When a run has been evaluated, every user can be looked at here: how probable the "
               "reranker finds each candidate, and where the true item stands."));
        m_emptyButton->show();
        m_stack->setCurrentIndex(1);
        updateBadge();
        return;
    }
    qint64 wanted = m_selection->currentRun();
    if (m_runBox->findData(QVariant::fromValue(wanted)) < 0) wanted = m_run.id;
    if (m_runBox->findData(QVariant::fromValue(wanted)) < 0) wanted = m_runs.front().id;
    chooseRun(wanted);
}

void InspectorPage::chooseRun(qint64 run) {
    const int place = m_runBox->findData(QVariant::fromValue(run));
    if (place < 0) return;
    m_runBox->setCurrentIndex(place);
    const wb::RunRow& row = m_runs[static_cast<std::size_t>(place)];
    // A refresh because some other run moved on must not take away what is being looked at.
    const bool same = row.id == m_run.id && row.attempt == m_run.attempt && row.metrics == m_run.metrics;
    m_run = row;
    if (same && m_users->rowCount() > 0) {
        updateBadge();
        return;
    }
    const int before = m_stageBox->count() > 0 ? stage() : 0;
    m_stageBox->clear();
    for (const int each : resultStages(m_run))
        m_stageBox->addItem(each == 2 ? tr("2, reranking") : tr("1, retrieval"), each);
    const int again = m_stageBox->findData(before);
    if (again >= 0) m_stageBox->setCurrentIndex(again);
    loadDatasetOfRun();
    loadUsers();
}

/// The run that trained the language model by which these lists are ordered; 0 = none.
qint64 InspectorPage::languageModelRun() const {
    const wb::MethodSpec* method = m_context->registry->find(wb::Stage::rerank, m_run.rerank_method);
    if (stage() != 2 || !method || !method->needs.language_model) return 0;
    if (m_run.task != wb::task_evaluate) return m_run.id;
    try {
        const auto config = wb::config_from_json(*m_context->registry, m_context->store->config_json(m_run.id));
        return wb::get_int(config.candidates, "source_run");
    } catch (const std::exception&) {
        return 0;  // of another version
    }
}

void InspectorPage::showPrompt() {
    const qint64 run = languageModelRun();
    m_tabs->setTabVisible(m_tabs->indexOf(m_prompt), run > 0);
    m_prompt->setModelRun(run);
    m_prompt->showUser(m_user, m_splitBox->currentData().toString());
}

void InspectorPage::loadUsers() {
    const quint64 ticket = ++m_usersTicket;
    runInBackground(
        this,
        [file = m_context->workspace.store_file(), id = m_run.id, at = stage(), of = split(), hidden = testHidden()] {
            return hidden ? std::vector<wb::UserResult>() : wb::Store(file).user_results(id, at, of);
        },
        [this, ticket](std::vector<wb::UserResult> users) {
            if (ticket == m_usersTicket) showUsers(std::move(users));
        },
        [this, ticket](const QString& problem) {
            if (ticket == m_usersTicket)
                m_bar->showMessage(MessageBar::Kind::error, tr("The results could not be read."), problem);
        });
}

void InspectorPage::showUsers(std::vector<wb::UserResult> users) {
    m_user = 0;
    const bool none = users.empty();
    const int first = mostConfidentlyWrong(users);
    m_users->setUsers(std::move(users));
    m_usersTable->setColumnHidden(UsersModel::ProbabilityColumn, !m_users->hasProbabilities());
    m_usersTable->setColumnHidden(UsersModel::EntropyColumn, !m_users->hasProbabilities());
    table_tools::fitColumns(m_usersTable);
    updateChips();
    updateBadge();
    updateCount();
    if (none) {
        m_emptyTitle->setText(
            QStringLiteral("<h3>%1</h3>")
                .arg(testHidden() ? tr("Test results of a search") : tr("No per-user results in this run")));
        m_emptyText->setText(
            testHidden() ? tr("%1 Choose the validation split above.").arg(run_text::whyTestHidden(m_run))
                         : tr("They are saved when a run is evaluated. Run %1 has none for stage %2 on the %3 split.")
                               .arg(m_run.id)
                               .arg(stage())
                               .arg(m_splitBox->currentText()));
        m_emptyButton->hide();
    }
    m_stack->setCurrentIndex(none ? 1 : 0);
    if (none) return;
    int user = m_selection->user();
    if (!m_users->indexOf(user).isValid()) user = first;
    if (user == 0) user = m_users->users().front().user;
    selectUser(user);
    if (m_user == 0) showUser(user);  // hidden by the filter: shown all the same
}

void InspectorPage::loadDatasetOfRun() {
    if (m_dataset && m_dataset->fingerprint == m_run.dataset_fingerprint) return;
    // Numbers of another dataset's items would get the wrong titles.
    m_dataset.reset();
    m_pictures->setDataset(nullptr);
    m_users->setDataset(nullptr);
    m_candidates->setDataset(nullptr);
    m_prompt->setDataset(nullptr);
    const quint64 ticket = ++m_datasetTicket;
    runInBackground(
        this,
        [data = m_context->workspace.data(), name = m_run.dataset, fingerprint = m_run.dataset_fingerprint] {
            return loadDataset(data, name, fingerprint);
        },
        [this, ticket](const LoadedDataset& loaded) {
            if (ticket != m_datasetTicket) return;
            m_dataset = loaded.dataset;
            if (!loaded.problem.isEmpty())
                m_bar->showMessage(MessageBar::Kind::warning, tr("Titles and pictures are missing."), loaded.problem);
            else
                m_bar->clear();
            m_pictures->setDataset(m_dataset);
            m_users->setDataset(m_dataset);
            m_candidates->setDataset(m_dataset);
            m_prompt->setDataset(m_dataset);
            table_tools::fitColumns(m_usersTable);
            if (m_user != 0) showUser(m_user);
        },
        [](const QString&) {});
}

void InspectorPage::applyFilter() {
    const QString problem = m_filter->setText(m_text->text());
    m_filterProblem->setText(problem.isEmpty() ? QString() : QString(QStringLiteral("\u26a0 ") % problem));
    QPalette alarm = palette();
    alarm.setColor(QPalette::WindowText, colours::error(alarm));
    m_filterProblem->setPalette(alarm);
    m_filterProblem->setVisible(!problem.isEmpty());
    m_text->setAccessibleDescription(problem);
    QSet<int> traits;
    for (const QToolButton* chip : m_chips)
        if (chip->isChecked()) traits.insert(chip->property("trait").toInt());
    m_filter->setTraits(traits);
    updateCount();
    const QModelIndex index = m_filter->mapFromSource(m_users->indexOf(m_user));
    if (index.isValid()) m_usersTable->scrollTo(index);
}

void InspectorPage::clearFilters() {
    for (QToolButton* chip : m_chips) {
        const QSignalBlocker quiet(chip);
        chip->setChecked(false);
    }
    m_text->clear();
    applyFilter();
    updateChips();
}

void InspectorPage::updateChips() {
    const QLocale locale;
    for (QToolButton* chip : m_chips) {
        const auto trait = static_cast<UserTrait>(chip->property("trait").toInt());
        const int count = m_users->countOf(trait);
        chip->setText(tr("%1 %2", "name of a filter, number of users").arg(traitName(trait), locale.toString(count)));
        chip->setEnabled(count > 0 || chip->isChecked());
    }
}

void InspectorPage::updateCount() {
    const int shown = m_filter->rowCount(), all = m_users->rowCount();
    m_count->setText(shown == all ? tr("Users: %1").arg(QLocale().toString(all))
                     : shown == 0 ? tr("No users match the filter")
                                  : tr("Users: %1 of %2").arg(QLocale().toString(shown), QLocale().toString(all)));
    m_clear->setVisible(shown == 0 && all > 0);
    m_usersTable->setAccessibleName(tr("Users, %1 of %2").arg(shown).arg(all));
}

void InspectorPage::updateBadge() {
    if (m_run.id == 0) {
        m_badge->clear();
        return;
    }
    QStringList parts{run_text::methods(m_run, m_context->registry), tr("checkpoint: best validation"),
                      tr("users: %1").arg(QLocale().toString(m_users->rowCount())),
                      QString::fromStdString(m_run.dataset)};
    if (m_run.status != wb::RunStatus::finished) parts << run_text::statusWord(m_run);
    if (m_run.untrained) parts << tr("not trained");
    m_badge->setText(parts.join(QStringLiteral(" · ")));
    m_badge->setToolTip(m_badge->text());
}

void InspectorPage::selectUser(int user) {
    const QModelIndex index = m_filter->mapFromSource(m_users->indexOf(user));
    if (!index.isValid() || user == m_user) return;
    m_usersTable->selectionModel()->setCurrentIndex(index,
                                                    QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    m_usersTable->scrollTo(index, QAbstractItemView::PositionAtCenter);
}

void InspectorPage::showUser(int user) {
    m_user = user;
    m_selection->setUser(user);
    try {
        const auto detail = m_context->store->user_detail(m_run.id, stage(), split(), user);
        if (detail)
            m_candidates->setDetail(*detail);
        else
            m_candidates->clear();
    } catch (const std::exception& error) {
        m_candidates->clear();
        m_bar->showMessage(MessageBar::Kind::error, tr("The candidates of this user could not be read."),
                           QString::fromUtf8(error.what()));
    }
    m_bars->updateChoices();
    const QModelIndex row = m_users->indexOf(user);
    if (row.isValid()) showHeader(m_users->users()[static_cast<std::size_t>(row.row())]);
    m_bars->list()->scrollToTop();
    std::vector<wb::ItemId> history;
    if (m_dataset && user > 0 && user <= m_dataset->user_count())
        history = m_dataset->history(user, split() == "test");
    m_tabs->setTabText(0, history.empty() ? tr("History") : tr("History (%1)").arg(history.size()));
    m_history->setHistory(m_dataset, std::move(history));
    showPrompt();
    showOtherRuns(user);
}

void InspectorPage::showHeader(const wb::UserResult& result) {
    const QLocale locale;
    const QString user = m_users->userName(result.user).toHtmlEscaped();
    const QString title = m_candidates->title(result.target).toHtmlEscaped();
    if (!result.covered) {
        m_header->setText(
            tr("<b>User %1</b>: retrieval did not deliver the true item <b>%2</b>, so reranking could not "
               "find it.")
                .arg(user, title));
        return;
    }
    const auto place = [](std::int64_t better, std::int64_t equal) {
        return equal > 0 ? run_text::rank(better, equal) : run_text::ordinal(better + 1);
    };
    QString moved = place(result.better, result.equal);
    if (result.better_before >= 0) moved = tr("%1 → %2").arg(place(result.better_before, result.equal_before), moved);
    double reciprocal = 0;  // its exact expectation over a random order of the tied group
    for (std::int64_t rank = result.better + 1; rank <= result.better + 1 + result.equal; ++rank)
        reciprocal += 1.0 / static_cast<double>(rank) / static_cast<double>(result.equal + 1);
    const auto others = static_cast<int>(result.other_true_items.size());
    QStringList parts{others == 0
                          ? tr("True item <b>%1</b> %2").arg(title, moved)
                          : tr("Best placed of %Ln true items <b>%1</b> %2", nullptr, others + 1).arg(title, moved),
                      tr("reciprocal rank %1").arg(locale.toString(reciprocal, 'f', 3))};
    if (result.target_probability >= 0)
        parts << tr("p %1 (%2 × uniform)")
                     .arg(locale.toString(result.target_probability, 'f', 3),
                          locale.toString(result.target_probability * result.candidates, 'f', 1));
    if (result.entropy >= 0)
        parts << tr("entropy %1 (%2 % of ln %3)")
                     .arg(locale.toString(result.entropy, 'f', 2),
                          locale.toString(result.normalised_entropy * 100, 'f', 0))
                     .arg(result.candidates);
    m_header->setText(tr("<b>User %1</b>: %2").arg(user, parts.join(QStringLiteral(", "))));
}

/// A rank says nothing without the length of its list, and stage 1 ranks the whole catalogue.
QString InspectorPage::rankAmong(const wb::UserResult& result) {
    const QString rank = run_text::rank(result.better, result.equal);
    return result.candidates > 0
               ? tr("%1 of %2", "rank, length of the list").arg(rank, QLocale().toString(result.candidates))
               : rank;
}

void InspectorPage::showOtherRuns(int user) {
    const quint64 ticket = ++m_othersTicket;
    if (user == 0 || m_tabs->currentWidget() != m_others) return;
    runInBackground(
        this,
        [file = m_context->workspace.store_file(), fingerprint = m_run.dataset_fingerprint, of = split(), user] {
            return readOtherRuns(file, fingerprint, of, user);
        },
        [this, ticket](const std::vector<OtherResult>& results) {
            if (ticket != m_othersTicket) return;
            const QLocale locale;
            m_others->setRowCount(static_cast<int>(results.size()));
            for (int row = 0; row < m_others->rowCount(); ++row) {
                const OtherResult& other = results[static_cast<std::size_t>(row)];
                const bool here = other.run.id == m_run.id && other.stage == stage();
                auto* name = new QTableWidgetItem(here ? tr("%1 (shown)").arg(run_text::numberedName(other.run))
                                                       : run_text::numberedName(other.run));
                name->setData(Qt::UserRole, QVariant::fromValue<qint64>(other.run.id));
                m_others->setItem(row, 3, name);
                m_others->setItem(row, 4, new QTableWidgetItem(run_text::methods(other.run, m_context->registry)));
                m_others->setItem(row, 2, new QTableWidgetItem(QString::number(other.stage)));
                m_others->setItem(row, 0,
                                  new QTableWidgetItem(other.result.covered ? rankAmong(other.result) : tr("lost")));
                m_others->setItem(row, 1,
                                  new QTableWidgetItem(other.result.covered && other.result.target_probability >= 0
                                                           ? locale.toString(other.result.target_probability, 'f', 3)
                                                           : QString()));
            }
            table_tools::fitColumns(m_others);
        },
        [](const QString&) {});
}

void InspectorPage::stepUser(int by) {
    if (m_filter->rowCount() == 0) return;
    const QModelIndex now = m_filter->mapFromSource(m_users->indexOf(m_user));
    const int row = now.isValid() ? std::clamp(now.row() + by, 0, m_filter->rowCount() - 1) : 0;
    selectUser(m_filter->index(row, 0).data(UsersModel::UserRole).toInt());
}

void InspectorPage::toggleTables() {
    m_bars->toggleTable();
}

namespace {

bool isTableKey(const QKeyEvent* key) {
    return key->key() == Qt::Key_T && key->modifiers() == Qt::ControlModifier;
}

}  // namespace

/// While the focus is on this page, Ctrl+T is ours and not the window's.
bool InspectorPage::event(QEvent* event) {
    if (event->type() == QEvent::ShortcutOverride && isTableKey(static_cast<QKeyEvent*>(event))) {
        event->accept();
        return true;
    }
    return QWidget::event(event);
}

void InspectorPage::keyPressEvent(QKeyEvent* event) {
    if (isTableKey(event))
        toggleTables();
    else
        QWidget::keyPressEvent(event);
}

void InspectorPage::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    if (m_stale) refresh();
}

void InspectorPage::changeEvent(QEvent* event) {
    if (event->type() == QEvent::PaletteChange) {
        m_pictures->setPalette(palette());
        m_users->setPalette(palette());
        m_bars->list()->viewport()->update();
    }
    QWidget::changeEvent(event);
}
