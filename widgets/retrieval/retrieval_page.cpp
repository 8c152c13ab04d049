// The Retrieval page: what stage 1 offers a user. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "retrieval/retrieval_page.h"

#include <QComboBox>
#include <QEvent>
#include <QKeyEvent>
#include <QLabel>
#include <QLocale>
#include <QSpinBox>
#include <QStackedWidget>
#include <QStandardItemModel>
#include <QTabWidget>
#include <algorithm>

#include "common/background.h"
#include "common/item_pictures.h"
#include "common/message_bar.h"
#include "retrieval/history_strip.h"
#include "retrieval/item_panel.h"
#include "retrieval/ranked_items.h"
#include "retrieval/run_choice.h"
#include "retrieval/top_list.h"
#include "retrieval/users_panel.h"
#include "retrieval/whole_lists.h"
#include "runs/run_text.h"

RetrievalPage::~RetrievalPage() {
    m_factsStop.request_stop();
}

std::string RetrievalPage::split() const {
    return m_splitBox->currentData().toString().toStdString();
}

const wb::RunRow* RetrievalPage::find(qint64 run) const {
    const auto found = std::find_if(m_runs.begin(), m_runs.end(), [run](const auto& row) { return row.id == run; });
    return found == m_runs.end() ? nullptr : &*found;
}

QString RetrievalPage::nameOf(const wb::RunRow& run) const {
    return tr("%1 (%2)", "name of a run, its methods")
        .arg(run_text::numberedName(run), run_text::methods(run, m_context->registry));
}

void RetrievalPage::refresh() {
    if (!m_context->store) return;
    m_stale = false;
    const quint64 ticket = ++m_listTicket;
    runInBackground(
        this, [file = m_context->workspace.store_file()] { return readRetrievalRuns(file); },
        [this, ticket](std::vector<wb::RunRow> runs) {
            if (ticket == m_listTicket) setRuns(std::move(runs));
        },
        [this](const QString& problem) {
            m_bar->showMessage(MessageBar::Kind::error, tr("The runs could not be read."), problem);
        });
}

void RetrievalPage::openRun(qint64 run) {
    m_selection->setCurrentRun(run);
    if (isVisible())
        refresh();
    else
        m_stale = true;
}

void RetrievalPage::setRuns(std::vector<wb::RunRow> runs) {
    m_runs = std::move(runs);
    if (m_runs.empty()) {
        m_a = m_b = {};
        fillChoices();
        showEmpty(tr("No lists yet"),
                  tr("When a run with stage 1 has finished, each user's list can be looked at here: the history, the "
                     "items that retrieval offers, and where the true item stands."),
                  true);
        return;
    }
    QList<qint64> pair;
    for (const qint64 run : std::exchange(m_wantedPair, {}))
        if (find(run)) pair << run;
    qint64 a = m_selection->currentRun(), b = m_b.id;
    if (pair.size() >= 2) {
        a = pair[0];
        b = pair[1];
    }
    if (!find(a)) a = m_a.id;
    if (!find(a)) a = m_runs.front().id;
    chooseRuns(a, b);
}

/// B falls away where it cannot stand beside A.
void RetrievalPage::chooseRuns(qint64 a, qint64 b) {
    const wb::RunRow *rowA = find(a), *rowB = find(b);
    if (!rowA) return;
    if (rowB && !whyNotBeside(*rowA, *rowB).isEmpty()) rowB = nullptr;
    const auto same = [](const wb::RunRow& now, const wb::RunRow* next) {
        return next ? now.id == next->id && now.attempt == next->attempt && now.metrics == next->metrics
                    : now.id == 0;
    };
    // A refresh because some other run moved on must not take away what is being looked at.
    const bool stays = same(m_a, rowA) && same(m_b, rowB) && m_users->count() > 0;
    m_a = *rowA;
    m_b = rowB ? *rowB : wb::RunRow();
    fillChoices();
    if (stays) return;
    fillSplits();
    m_listA->setRun(m_a.id, nameOf(m_a));
    m_listB->setRun(m_b.id, rowB ? nameOf(m_b) : QString());
    m_listB->setVisible(rowB);
    m_whole->setRuns(&m_a, rowB ? &m_b : nullptr);
    loadFacts();
    loadUsers();
}

void RetrievalPage::fillChoices() {
    QList<RunChoice::Entry> first, second, apart;
    second.append({0, m_runs.size() > 1 ? tr("none: one run alone") : tr("none: there is no other run"), {}});
    for (const auto& run : m_runs) {
        first.append({run.id, nameOf(run), {}});
        const QString reason = whyNotBeside(m_a, run);
        (reason.isEmpty() ? second : apart).append({run.id, nameOf(run), reason});
    }
    m_choiceA->setEntries(first);
    m_choiceB->setEntries(second + apart);
    m_choiceA->choose(m_a.id);
    m_choiceB->choose(m_b.id);
    m_choiceA->setEnabled(!m_runs.empty());
    m_choiceB->setEnabled(m_runs.size() > 1);
}

/// What the person chose comes back with a run that may show it.
void RetrievalPage::fillSplits() {
    QStringList reasons{run_text::whyTestHidden(m_a), run_text::whyTestHidden(m_b)};
    reasons.removeAll(QString());
    auto* test = qobject_cast<QStandardItemModel*>(m_splitBox->model())->item(0);
    test->setEnabled(reasons.isEmpty());
    test->setText(reasons.isEmpty() ? tr("test") : tr("test (not shown: a search)"));
    m_splitBox->setToolTip(reasons.join(QLatin1Char('\n')));
    m_splitBox->setCurrentIndex(reasons.isEmpty() && m_testWanted ? 0 : 1);
}

void RetrievalPage::loadUsers() {
    const quint64 ticket = ++m_usersTicket;
    runInBackground(
        this,
        [file = m_context->workspace.store_file(), registry = m_context->registry, a = m_a, b = m_b, of = split()] {
            return std::pair{readRetrievedUsers(file, *registry, a, of),
                             b.id != 0 ? readRetrievedUsers(file, *registry, b, of) : RetrievedUsers()};
        },
        [this, ticket](std::pair<RetrievedUsers, RetrievedUsers> read) {
            if (ticket == m_usersTicket) showUsers(std::move(read.first), std::move(read.second));
        },
        [this, ticket](const QString& problem) {
            if (ticket == m_usersTicket)
                m_bar->showMessage(MessageBar::Kind::error, tr("The lists could not be read."), problem);
        });
}

void RetrievalPage::showUsers(RetrievedUsers a, RetrievedUsers b) {
    m_item->setModelRun(a.model);
    m_user = 0;
    if (a.users.empty()) {
        m_users->setPair({}, {}, false, 0);
        showEmpty(
            tr("No lists per user in this run"),
            tr("They are stored when stage 1 is evaluated. Run %1 has none for the %2 split. Choose another run "
               "or split above, or evaluate it again: rerank evaluate --run %1")
                .arg(m_a.id)
                .arg(m_splitBox->currentText()),
            false);
        return;
    }
    m_stack->setCurrentIndex(0);
    m_users->setPair(std::move(a.users), b.users, m_b.id != 0, m_selection->user());
}

void RetrievalPage::loadFacts() {
    if (m_facts && m_facts->dataset->fingerprint == m_a.dataset_fingerprint) return;
    showFacts({});  // numbers of another dataset's items would get the wrong titles
    closeItem();
    m_item->clear();
    m_factsStop.request_stop();
    m_factsStop = wb::StopToken();
    const quint64 ticket = ++m_factsTicket;
    runInBackground(
        this,
        [data = m_context->workspace.data(), name = m_a.dataset, fingerprint = m_a.dataset_fingerprint,
         stop = m_factsStop] { return readFactsOfRun(data, name, fingerprint, stop); },
        [this, ticket](const LoadedFacts& loaded) {
            if (ticket == m_factsTicket) showFacts(loaded);
        },
        [this, ticket](const QString& problem) {
            if (ticket == m_factsTicket) showFacts({nullptr, problem});
        });
}

void RetrievalPage::showFacts(const LoadedFacts& loaded) {
    m_facts = loaded.facts;
    m_factsProblem = loaded.problem;
    if (!loaded.problem.isEmpty())
        m_bar->showMessage(MessageBar::Kind::warning, tr("Titles and pictures are missing."), loaded.problem);
    else if (m_facts)
        m_bar->clear();
    const auto dataset = m_facts ? m_facts->dataset : nullptr;
    m_pictures->setDataset(dataset, m_facts ? m_facts->pictures : nullptr);
    m_history->setFacts(m_facts);
    m_users->setDataset(dataset);
    m_item->setDataset(dataset);
    for (TopList* list : {m_listA, m_listB}) list->setDataset(dataset);
    if (m_facts && m_user != 0) showUser(m_user);
    if (m_facts && m_wantedItem != 0) openItem(std::exchange(m_wantedItem, 0));
}

std::optional<wb::UserDetail> RetrievalPage::detailOf(const wb::RunRow& run, int user) {
    if (run.id == 0) return std::nullopt;
    try {
        return m_context->store->user_detail(run.id, 1, split(), user);
    } catch (const std::exception& error) {
        m_bar->showMessage(MessageBar::Kind::error, tr("The list of this user could not be read."),
                           QString::fromUtf8(error.what()));
        return std::nullopt;
    }
}

void RetrievalPage::showUser(int user) {
    m_user = user;
    m_selection->setUser(user);
    const auto a = detailOf(m_a, user), b = detailOf(m_b, user);
    const int top = m_top->value();
    m_listA->showUser(a, b ? &*b : nullptr, QStringLiteral("B"), m_b.id, top);
    if (m_b.id != 0) m_listB->showUser(b, a ? &*a : nullptr, QStringLiteral("A"), m_a.id, top);
    std::vector<wb::ItemId> history;
    if (m_facts && user > 0 && user <= m_facts->dataset->user_count())
        history = m_facts->dataset->history(user, split() == "test");
    m_history->setHistory(std::move(history));
    showHeader(a ? a : b);
}

void RetrievalPage::showHeader(const std::optional<wb::UserDetail>& detail) {
    if (!detail) {
        m_header->clear();
        return;
    }
    const wb::UserResult& result = detail->result;
    const QString title = m_listA->model()->title(result.target).toHtmlEscaped();
    const auto others = static_cast<int>(result.other_true_items.size());
    const QString truth = others == 0 ? tr("true item: <b>%1</b>").arg(title)
                                      : tr("%Ln true items, best placed: <b>%1</b>", nullptr, others + 1).arg(title);
    // After a random split the validation items stand behind the others, whenever they were.
    const bool mixed = m_facts && !m_facts->dataset->leave_one_out() && split() == "test";
    m_header->setText((mixed ? tr("<b>User %1</b> \u00b7 %2 \u00b7 history: %3, validation items at the right")
                             : tr("<b>User %1</b> \u00b7 %2 \u00b7 history: %3, the newest at the right"))
                          .arg(m_users->userName(result.user).toHtmlEscaped(), truth,
                               tr("%Ln items", nullptr, result.history_length)));
}

void RetrievalPage::openItem(int item) {
    if (!m_facts && !m_factsProblem.isEmpty()) {
        m_bar->showMessage(MessageBar::Kind::warning, tr("Titles and pictures are missing."), m_factsProblem);
        return;
    }
    if (!m_facts) {
        m_wantedItem = item;  // the titles are being read
        return;
    }
    if (item < 1 || item > m_facts->dataset->item_count()) return;
    m_side->setCurrentWidget(m_item);
    m_item->showItem(m_facts, item);
}

void RetrievalPage::closeItem() {
    m_wantedItem = 0;
    m_side->setCurrentWidget(m_users);
}

void RetrievalPage::showEmpty(const QString& title, const QString& text, bool button) {
    m_emptyTitle->setText(QStringLiteral("<h3>%1</h3>").arg(title));
    m_emptyText->setText(text);
    m_emptyButton->setVisible(button);
    m_stack->setCurrentIndex(1);
}

void RetrievalPage::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape && m_side->currentWidget() == m_item)
        closeItem();
    else
        QWidget::keyPressEvent(event);
}

void RetrievalPage::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    if (m_stale) refresh();
}

void RetrievalPage::changeEvent(QEvent* event) {
    if (event->type() == QEvent::PaletteChange) m_pictures->setPalette(palette());
    QWidget::changeEvent(event);
}
