// One instance a sphere: a quad through its centre, facing the eye, just large enough for the silhouette.
uniform mat4 u_model_view;      // electrode (um) to eye space (m)
uniform mat4 u_projection;
uniform float u_scale;          // metres per um
uniform vec4 u_cut;             // eye space: dot(u_cut.xyz, p) + u_cut.w > 0 is cut away
attribute vec2 a_corner;        // (-1 or 1, -1 or 1)
attribute vec4 a_sphere;        // centre and radius, um
attribute vec4 a_albedo;        // linear, and 1 where a field may colour it
attribute vec3 a_finish;        // gloss, grain strength, seed of the grain's turn
attribute vec2 a_tile;          // of the occlusion atlas, in texels
varying vec3 v_at;
varying vec3 v_centre;
varying float v_radius;
varying vec4 v_albedo;
varying vec2 v_finish;
varying vec4 v_turn;            // cosine and sine of the two turns of the grain
varying vec2 v_tile;

void main() {
    vec3 centre = (u_model_view * vec4(a_sphere.xyz, 1.0)).xyz;
    float radius = a_sphere.w * u_scale;
    float range = length(centre);
    vec3 sight = centre / range;
    vec3 side = normalize(cross(sight, abs(sight.y) < 0.9 ? vec3(0.0, 1.0, 0.0) : vec3(1.0, 0.0, 0.0)));
    vec3 up = cross(side, sight);
    float sine = radius / range;
    float reach = radius / sqrt(max(1.0 - sine * sine, 0.01));
    v_at = centre + (side * a_corner.x + up * a_corner.y) * reach;
    v_centre = centre;
    v_radius = radius;
    v_albedo = a_albedo;
    v_finish = a_finish.xy;
    float s = a_finish.z;
    v_turn = vec4(cos(s), sin(s), cos(7.0 * s), sin(7.0 * s));
    v_tile = a_tile;
    gl_Position = u_projection * vec4(v_at, 1.0);
    if (dot(u_cut.xyz, centre) + u_cut.w > radius)
        gl_Position = vec4(2.0, 2.0, 2.0, 1.0);
}
