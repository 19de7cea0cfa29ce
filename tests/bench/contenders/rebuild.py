"""streamlit-folium, the whole map rebuilt at each phase, its bases as one GeoJSON layer."""

from streamlit_folium import st_folium

from tests.bench.contenders import scene, slider

board = scene.bare_map()
scene.layer(slider.collection(*slider.chosen())).add_to(board)
st_folium(board, key="map", height=scene.MAP_HEIGHT_PX, use_container_width=True, returned_objects=[])
