// The Data page: what it does. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/data_page.h"

#include <QDropEvent>
#include <QLabel>
#include <QListWidget>
#include <QLocale>
#include <QMimeData>
#include <QPushButton>
#include <QSignalBlocker>
#include <QStackedWidget>
#include <QTabWidget>
#include <QTimer>
#include <QUrl>

#include "common/background.h"
#include "common/message_bar.h"
#include "data/data_texts.h"
#include "data/import_panel.h"
#include "data/items_view.h"
#include "data/overview_panel.h"

namespace {

constexpr int folderRole = Qt::UserRole;  ///< empty = the import
using PreparedList = std::vector<wb::PreparedInfo>;

/// The dataset, or the words of why it cannot be shown.
struct ReadAnswer {
    DatasetFactsPointer facts;
    bool stopped = false;
    QString what, why, fix;
};

ReadAnswer readAnswer(const wb::PreparedInfo& info, const wb::StopToken& stop) {
    ReadAnswer answer;
    try {
        answer.facts = readDatasetFacts(info, stop);
    } catch (const wb::Stopped&) {
        answer.stopped = true;
    } catch (const wb::UserError& error) {
        answer.what = QString::fromStdString(error.what_happened());
        answer.why = QString::fromStdString(error.why());
        answer.fix = QString::fromStdString(error.fix());
    }
    return answer;
}

}  // namespace

DataPage::~DataPage() {
    m_reading.request_stop();
}

void DataPage::refresh() {
    const quint64 ticket = ++m_listTicket;
    runInBackground(
        this, [data = m_context->workspace.data()] { return wb::list_prepared(data); },
        [this, ticket](PreparedList found) {
            if (ticket != m_listTicket) return;
            m_datasets = std::move(found);
            fillList();
        },
        [this, ticket](const QString& text) {
            if (ticket != m_listTicket) return;
            m_message->showError(tr("The datasets of the workspace cannot be listed."), text, {});
        });
}

void DataPage::fillList() {
    const QString before = m_list->currentItem() ? m_list->currentItem()->data(folderRole).toString() : QString();
    const bool atImport = m_stack->currentIndex() == importPlace && m_wanted.empty();
    {
        const QSignalBlocker quiet(m_list);
        m_list->clear();
        const QLocale locale;
        for (const auto& info : m_datasets) {
            const QString numbers =
                tr("%1 users, %2 items, %3 interactions")
                    .arg(locale.toString(qlonglong(info.users)), locale.toString(qlonglong(info.items)),
                         locale.toString(qlonglong(info.interactions)));
            const int pictures = info.items > 0 ? static_cast<int>(100 * info.items_with_image / info.items) : 0;
            QString text = datatexts::title(info, m_datasets) % QLatin1Char('\n') % numbers;
            if (info.items_with_image > 0) text += QLatin1Char('\n') % tr("%1 % have a picture").arg(pictures);
            auto* entry = new QListWidgetItem(text, m_list);
            entry->setData(folderRole, QString::fromStdString(info.folder.string()));
            entry->setToolTip(datatexts::filter(info));
            entry->setData(Qt::AccessibleTextRole,
                           QString(QString::fromStdString(info.name) % QStringLiteral(", ") % numbers));
        }
    }
    updateImportEntry();
    if (atImport) {
        updatePlace();
        return;
    }
    const QString wanted = m_wanted.empty() ? before : QString::fromStdString(m_wanted.string());
    const bool fresh = !m_wanted.empty();
    m_wanted.clear();
    int row = -1;
    for (int i = 0; i < m_list->count(); ++i)
        if (!wanted.isEmpty() && m_list->item(i)->data(folderRole).toString() == wanted) row = i;
    if (row < 0 && m_list->count() > 0) row = 0;
    {
        const QSignalBlocker quiet(m_list);
        m_list->setCurrentRow(row);
    }
    if (fresh) m_facts.reset();  // the same folder may hold other data now
    showSelected();
}

void DataPage::updateImportEntry() {
    // A way back to the import while it is open: the first entry of the list.
    const bool there = m_list->count() > 0 && m_list->item(0)->data(folderRole).toString().isEmpty();
    const QSignalBlocker quiet(m_list);
    if (!m_import->isOpen()) {
        if (there) delete m_list->takeItem(0);
        return;
    }
    if (!there) {
        const int row = m_list->currentRow();
        m_list->insertItem(0, new QListWidgetItem);
        if (m_stack->currentIndex() == importPlace)
            m_list->setCurrentRow(0);
        else if (row >= 0)
            m_list->setCurrentRow(row + 1);
    }
    QListWidgetItem* entry = m_list->item(0);
    const QString state = m_import->isBusy() ? tr("being prepared") : tr("to be prepared");
    entry->setText(tr("Import: %1", "name of a dataset").arg(m_import->title()) % QLatin1Char('\n') % state);
    QFont italic = entry->font();
    italic.setItalic(true);
    entry->setFont(italic);
}

void DataPage::showSelected() {
    const QListWidgetItem* entry = m_list->currentItem();
    if (!entry) {
        updatePlace();
        return;
    }
    const QString folder = entry->data(folderRole).toString();
    if (folder.isEmpty()) {
        m_stack->setCurrentIndex(importPlace);
        return;
    }
    for (const auto& info : m_datasets)
        if (QString::fromStdString(info.folder.string()) == folder) showDataset(info);
}

void DataPage::updatePlace() {
    if (m_stack->currentIndex() == importPlace) return;
    m_stack->setCurrentIndex(m_list->currentItem() ? datasetPlace : emptyPlace);
}

void DataPage::showDataset(const wb::PreparedInfo& info) {
    m_stack->setCurrentIndex(datasetPlace);
    if (m_facts && m_facts->info.folder == info.folder && m_facts->info.fingerprint == info.fingerprint) return;
    m_info = info;
    m_facts.reset();
    m_reading.request_stop();
    m_reading = wb::StopToken();
    const quint64 ticket = ++m_ticket;
    const QLocale locale;
    m_title->setText(QString::fromStdString(info.name));
    m_factsLine->setText(tr("%1 users, %2 items, %3 interactions \u00b7 %4 \u00b7 fingerprint %5")
                             .arg(locale.toString(qlonglong(info.users)), locale.toString(qlonglong(info.items)),
                                  locale.toString(qlonglong(info.interactions)), datatexts::filter(info),
                                  datatexts::shortFingerprint(info.fingerprint)));
    m_factsLine->setToolTip(QString::fromStdString(info.fingerprint));
    m_busy->show();
    m_content->hide();
    runInBackground(
        this, [info, stop = m_reading] { return readAnswer(info, stop); },
        [this, ticket](const ReadAnswer& answer) {
            if (ticket != m_ticket || answer.stopped) return;
            m_busy->hide();
            if (answer.facts)
                showFacts(answer.facts);
            else
                m_message->showError(answer.what, answer.why, answer.fix);
        },
        [this, ticket](const QString& text) {
            if (ticket != m_ticket) return;
            m_busy->hide();
            m_message->showError(tr("The dataset cannot be read."), text, {});
        });
}

void DataPage::showFacts(const DatasetFactsPointer& facts) {
    m_facts = facts;
    m_overview->setFacts(facts);
    m_items->setFacts(facts);
    m_content->show();
    if (!facts->pictureProblem.isEmpty())
        m_message->showMessage(MessageBar::Kind::warning, tr("The stored pictures cannot be used."),
                               facts->pictureProblem);
}

void DataPage::importData(const QStringList& paths) {
    m_stack->setCurrentIndex(importPlace);
    {
        const QSignalBlocker quiet(m_list);
        m_list->setCurrentRow(-1);
    }
    updateImportEntry();
    if (!paths.isEmpty()) m_import->take(paths);
    if (m_list->count() > 0 && m_list->item(0)->data(folderRole).toString().isEmpty()) {
        const QSignalBlocker quiet(m_list);
        m_list->setCurrentRow(0);
    }
}

void DataPage::toggleTables() {
    m_overview->toggleTables();
}

void DataPage::showTab(const QString& name) {
    if (name == QLatin1String("overview")) m_tabs->setCurrentWidget(m_overview);
    if (name == QLatin1String("items")) m_tabs->setCurrentWidget(m_items);
}

void DataPage::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    refresh();
}

void DataPage::dragEnterEvent(QDragEnterEvent* event) {
    if (event->mimeData()->hasUrls()) event->acceptProposedAction();
}

void DataPage::dropEvent(QDropEvent* event) {
    QStringList paths;
    for (const QUrl& url : event->mimeData()->urls())
        if (url.isLocalFile()) paths << url.toLocalFile();
    if (paths.isEmpty()) return;
    event->acceptProposedAction();
    // After the drop has ended: the other program waits for it.
    QTimer::singleShot(0, this, [this, paths] { importData(paths); });
}
