// The Data page: the datasets of the workspace, import, statistics and pictures. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>
#include <vector>

#include "common/app_context.h"
#include "data/dataset_facts.h"

class ImportPanel;
class ItemsView;
class MessageBar;
class OverviewPanel;
class QLabel;
class QListWidget;
class QPushButton;
class QStackedWidget;
class QTabWidget;

class DataPage : public QWidget {
    Q_OBJECT
  public:
    explicit DataPage(AppContext* context, QWidget* parent = nullptr);
    ~DataPage() override;

    /// Goes to the import; with paths (a folder, files, a folder of pictures) they are taken and looked at.
    void importData(const QStringList& paths = {});
    void toggleTables();
    void showTab(const QString& name);  ///< "overview" or "items"; unknown names are ignored
    ImportPanel* importPanel() const { return m_import; }
    ItemsView* itemsView() const { return m_items; }
    const DatasetFactsPointer& facts() const { return m_facts; }  ///< of the dataset on show; null while it is read

  public Q_SLOTS:
    void refresh();  ///< reads the list of datasets again

  Q_SIGNALS:
    void datasetsChanged();
    void useRequested(const wb::PreparedInfo& info);

  protected:
    void showEvent(QShowEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

  private:
    enum Place { emptyPlace, importPlace, datasetPlace };
    QWidget* makeSide();
    QWidget* makeEmpty();
    QWidget* makeDataset();
    void makeActions();
    void fillList();
    void showSelected();
    void showDataset(const wb::PreparedInfo& info);
    void showFacts(const DatasetFactsPointer& facts);
    void updatePlace();
    void updateImportEntry();

    AppContext* m_context;
    std::vector<wb::PreparedInfo> m_datasets;
    DatasetFactsPointer m_facts;
    wb::PreparedInfo m_info;         ///< of the dataset on show, or on its way
    std::filesystem::path m_wanted;  ///< select this one when the list is there
    wb::StopToken m_reading;
    quint64 m_ticket = 0, m_listTicket = 0;

    MessageBar* m_message;
    QListWidget* m_list;
    QStackedWidget* m_stack;
    ImportPanel* m_import;
    QTabWidget* m_tabs;
    OverviewPanel* m_overview;
    ItemsView* m_items;
    QLabel *m_title, *m_factsLine;
    QPushButton* m_use;
    QWidget *m_side, *m_busy, *m_content;
};
